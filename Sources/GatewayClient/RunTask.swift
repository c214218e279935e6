/// A task of a run.
public struct RunTask: Codable, Sendable, Hashable {
    /// What has to have come of another task first.
    public struct Depend: Codable, Sendable, Hashable {
        public var taskID: String
        /// `on_success`, `on_failure` and `on_skipped`.
        public var conditions: [String]

        enum CodingKeys: String, CodingKey {
            case conditions
            case taskID = "task_id"
        }
    }

    public var id: String
    public var name: String
    /// `notstarted`, `skipped`, `cancelled`, `running`, `stopped`, `success` or `failed`.
    public var status: String
    /// The longest way to it from a task that depends on none.
    public var level: Int
    /// By the id of the task that comes before.
    public var depends: [String: Depend]
    public var waitingApproval: Bool
    public var approved: Bool
    /// The ids of the users who have approved it.
    public var approvers: [String]
    public var startTime: String?
    public var endTime: String?

    enum CodingKeys: String, CodingKey {
        case id, name, status, level, depends, approved, approvers
        case waitingApproval = "waiting_approval"
        case startTime = "start_time"
        case endTime = "end_time"
    }
}

/// A task of a run, with its steps.
public struct RunTaskDetails: Codable, Sendable, Hashable {
    /// One step.
    public struct Step: Codable, Sendable, Hashable {
        /// `notstarted`, `cancelled`, `running`, `stopped`, `success` or `failed`.
        public var phase: String
        public var name: String
        /// What it runs; empty for other steps.
        public var command: String
        public var startTime: String?
        public var endTime: String?

        enum CodingKeys: String, CodingKey {
            case phase, name, command
            case startTime = "start_time"
            case endTime = "end_time"
        }
    }

    public var task: RunTask
    /// What comes before the first step.
    public var setupStep: Step
    public var steps: [Step]

    enum CodingKeys: String, CodingKey {
        case steps
        case setupStep = "setup_step"
    }

    /// Reads one object that has the fields of the task too.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        task = try RunTask(from: decoder)
        setupStep = try fields.decode(Step.self, forKey: .setupStep)
        steps = try fields.decode([Step].self, forKey: .steps)
    }

    /// Writes one object with the fields of the task too.
    public func encode(to encoder: any Encoder) throws {
        try task.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(setupStep, forKey: .setupStep)
        try fields.encode(steps, forKey: .steps)
    }
}
