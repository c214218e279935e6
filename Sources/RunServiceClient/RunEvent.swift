/// That something happened to a run.
public struct RunEvent: Codable, Sendable, Hashable {
    /// The event's place among all events: up to 255 printable ASCII characters, whose order only the run service knows.
    public var sequence: String
    public var runID: String
    public var phase: RunPhase
    public var result: RunResult

    enum CodingKeys: String, CodingKey {
        case sequence = "Sequence"
        case runID = "RunID"
        case phase = "Phase"
        case result = "Result"
    }

    /// Creates an event.
    public init(sequence: String, runID: String, phase: RunPhase, result: RunResult = .unknown) {
        self.sequence = sequence
        self.runID = runID
        self.phase = phase
        self.result = result
    }

    /// Refuses a sequence that is none.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        sequence = try fields.decode(String.self, forKey: .sequence)
        guard Self.isSequence(sequence) else {
            throw DecodingError.dataCorruptedError(
                forKey: .sequence, in: fields, debugDescription: "a sequence is 1-255 printable ASCII characters")
        }
        runID = try fields.decode(String.self, forKey: .runID)
        phase = try fields.decode(RunPhase.self, forKey: .phase)
        result = try fields.value(.result, or: .unknown)
    }

    /// Whether a text can be a sequence.
    public static func isSequence(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
