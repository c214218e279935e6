/// That something happened to a run of a project.
public struct RunEvent: Codable, Sendable, Hashable {
    /// The event's place among all events, with which `runEvents` goes on.
    public var sequence: String
    public var runID: String
    /// `setuperror`, `queued`, `cancelled`, `running` or `finished`.
    public var phase: String
    /// `unknown`, `stopped`, `success` or `failed`.
    public var result: String

    enum CodingKeys: String, CodingKey {
        case sequence, phase, result
        case runID = "run_id"
    }
}
