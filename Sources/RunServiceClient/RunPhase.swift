/// How far a run has come.
public struct RunPhase: OpenWord {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// What it was to do could not be found out: `setupErrors` of its configuration has the reasons.
    public static let setupError = RunPhase(rawValue: "setuperror")
    public static let queued = RunPhase(rawValue: "queued")
    public static let cancelled = RunPhase(rawValue: "cancelled")
    public static let running = RunPhase(rawValue: "running")
    public static let finished = RunPhase(rawValue: "finished")

    /// Whether nothing comes after it.
    public var isFinished: Bool { [.setupError, .cancelled, .finished].contains(self) }
}

/// What came of a run.
public struct RunResult: OpenWord {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let unknown = RunResult(rawValue: "unknown")
    public static let stopped = RunResult(rawValue: "stopped")
    public static let success = RunResult(rawValue: "success")
    public static let failed = RunResult(rawValue: "failed")
}
