/// What is not as it is meant to be with a project at its forge.
public struct ProjectExamination: Codable, Sendable, Hashable {
    /// One thing, and what can be done about it.
    public struct Finding: Codable, Sendable, Hashable {
        /// A stable word, such as `webhookMissing`.
        public var code: String
        /// `error` when no events come or the repository can't be cloned, or else `warning`.
        public var severity: String
        public var message: String
        /// What somebody can do.
        public var action: String
    }

    public var projectID: String
    public var projectPath: String
    /// The state of the set-up as it is recorded.
    public var state: String
    /// Empty when all is well.
    public var findings: [Finding]

    enum CodingKeys: String, CodingKey {
        case state, findings
        case projectID = "project_id"
        case projectPath = "project_path"
    }
}
