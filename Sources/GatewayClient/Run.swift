/// A run of a project at the run service. Times are RFC 3339, as the run service wrote them.
public struct Run: Codable, Sendable, Hashable {
    public var id: String
    /// Counts the runs of its project.
    public var counter: Int
    public var name: String
    /// Such as `/project/<id>/branch/main`.
    public var group: String
    /// What led to it: `commit_sha`, `ref`, `message` …
    public var annotations: [String: String]
    /// `setuperror`, `queued`, `cancelled`, `running` or `finished`.
    public var phase: String
    /// `unknown`, `stopped`, `success` or `failed`.
    public var result: String
    /// The ids of tasks that somebody has to approve.
    public var tasksWaitingApproval: [String]
    public var enqueueTime: String?
    public var startTime: String?
    public var endTime: String?

    enum CodingKeys: String, CodingKey {
        case id, counter, name, group, annotations, phase, result
        case tasksWaitingApproval = "tasks_waiting_approval"
        case enqueueTime = "enqueue_time"
        case startTime = "start_time"
        case endTime = "end_time"
    }
}

/// A run with its tasks.
public struct RunDetails: Codable, Sendable, Hashable {
    public var run: Run
    /// Why it could not be run.
    public var setupErrors: [String]
    /// Whether it is being stopped.
    public var stopping: Bool
    /// By id.
    public var tasks: [String: RunTask]
    public var canRestartFromScratch: Bool
    public var canRestartFromFailedTasks: Bool

    enum CodingKeys: String, CodingKey {
        case stopping, tasks
        case setupErrors = "setup_errors"
        case canRestartFromScratch = "can_restart_from_scratch"
        case canRestartFromFailedTasks = "can_restart_from_failed_tasks"
    }

    /// Reads one object that has the fields of the run too.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        run = try Run(from: decoder)
        setupErrors = try fields.decode([String].self, forKey: .setupErrors)
        stopping = try fields.decode(Bool.self, forKey: .stopping)
        tasks = try fields.decode([String: RunTask].self, forKey: .tasks)
        canRestartFromScratch = try fields.decode(Bool.self, forKey: .canRestartFromScratch)
        canRestartFromFailedTasks = try fields.decode(Bool.self, forKey: .canRestartFromFailedTasks)
    }

    /// Writes one object with the fields of the run too.
    public func encode(to encoder: any Encoder) throws {
        try run.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(setupErrors, forKey: .setupErrors)
        try fields.encode(stopping, forKey: .stopping)
        try fields.encode(tasks, forKey: .tasks)
        try fields.encode(canRestartFromScratch, forKey: .canRestartFromScratch)
        try fields.encode(canRestartFromFailedTasks, forKey: .canRestartFromFailedTasks)
    }
}
