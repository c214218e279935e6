/// How far a task of a run has come.
public struct RunTaskStatus: OpenWord {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let notStarted = RunTaskStatus(rawValue: "notstarted")
    public static let skipped = RunTaskStatus(rawValue: "skipped")
    public static let cancelled = RunTaskStatus(rawValue: "cancelled")
    public static let running = RunTaskStatus(rawValue: "running")
    public static let stopped = RunTaskStatus(rawValue: "stopped")
    public static let success = RunTaskStatus(rawValue: "success")
    public static let failed = RunTaskStatus(rawValue: "failed")
}

/// How far a step of a task has come where it is executed.
public struct ExecutorTaskPhase: OpenWord {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let notStarted = ExecutorTaskPhase(rawValue: "notstarted")
    public static let cancelled = ExecutorTaskPhase(rawValue: "cancelled")
    public static let running = ExecutorTaskPhase(rawValue: "running")
    public static let stopped = ExecutorTaskPhase(rawValue: "stopped")
    public static let success = ExecutorTaskPhase(rawValue: "success")
    public static let failed = ExecutorTaskPhase(rawValue: "failed")
}

/// Whether a log or an archive is where it stays.
public struct RunTaskFetchPhase: OpenWord {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let notStarted = RunTaskFetchPhase(rawValue: "notstarted")
    public static let finished = RunTaskFetchPhase(rawValue: "finished")
}
