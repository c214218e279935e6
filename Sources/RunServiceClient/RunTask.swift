/// How far a task of a run has come. What it does is in the `RunConfigTask` of the same id.
public struct RunTask: Codable, Sendable, Hashable {
    public var id: String
    public var status: RunTaskStatus
    /// `approvers` has a list of ids, as JSON.
    public var annotations: [String: String]
    public var waitingApproval: Bool
    public var approved: Bool
    /// What comes before the first step.
    public var setupStep: RunTaskStep
    public var steps: [RunTaskStep]
    /// The steps that leave an archive.
    public var workspaceArchives: [Int]
    public var workspaceArchivesPhase: [RunTaskFetchPhase]
    public var startTime: String?
    public var endTime: String?

    enum CodingKeys: String, CodingKey {
        case id, status, annotations, approved, steps
        case waitingApproval = "waiting_approval"
        case setupStep = "setup_step"
        case workspaceArchives = "workspace_archives"
        case workspaceArchivesPhase = "workspace_archives_phase"
        case startTime = "start_time"
        case endTime = "end_time"
    }

    /// Creates a task of which nothing has been done.
    public init(id: String, status: RunTaskStatus = .notStarted, steps: [RunTaskStep] = []) {
        self.id = id
        self.status = status
        self.steps = steps
        annotations = [:]
        waitingApproval = false
        approved = false
        setupStep = RunTaskStep()
        workspaceArchives = []
        workspaceArchivesPhase = []
    }

    /// What is empty may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        status = try fields.value(.status, or: .notStarted)
        annotations = try fields.value(.annotations, or: [:])
        waitingApproval = try fields.value(.waitingApproval, or: false)
        approved = try fields.value(.approved, or: false)
        setupStep = try fields.value(.setupStep, or: RunTaskStep())
        steps = try fields.value(.steps, or: [])
        workspaceArchives = try fields.value(.workspaceArchives, or: [])
        workspaceArchivesPhase = try fields.value(.workspaceArchivesPhase, or: [])
        startTime = try fields.decodeIfPresent(String.self, forKey: .startTime)
        endTime = try fields.decodeIfPresent(String.self, forKey: .endTime)
    }
}

/// How far a step of a task has come.
public struct RunTaskStep: Codable, Sendable, Hashable {
    public var phase: ExecutorTaskPhase
    public var logPhase: RunTaskFetchPhase
    public var startTime: String?
    public var endTime: String?

    enum CodingKeys: String, CodingKey {
        case phase
        case logPhase = "log_phase"
        case startTime = "start_time"
        case endTime = "end_time"
    }

    /// Creates a step of which nothing has been done.
    public init(phase: ExecutorTaskPhase = .notStarted) {
        self.phase = phase
        logPhase = .notStarted
    }

    /// What is empty may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        phase = try fields.value(.phase, or: .notStarted)
        logPhase = try fields.value(.logPhase, or: .notStarted)
        startTime = try fields.decodeIfPresent(String.self, forKey: .startTime)
        endTime = try fields.decodeIfPresent(String.self, forKey: .endTime)
    }
}
