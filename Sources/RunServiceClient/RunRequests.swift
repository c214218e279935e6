/// What makes a run: a new one, or one again.
public struct RunCreateRequest: Codable, Sendable, Hashable {
    /// By id.
    public var runConfigTasks: [String: RunConfigTask]?
    public var name: String?
    /// A path of pairs, such as `/project/<id>/branch/main`.
    public var group: String?
    /// Why there are no tasks.
    public var setupErrors: [String]?
    /// The environment that stays the same when the run is started again.
    public var staticEnvironment: [String: String]?
    /// The group of the caches that it uses.
    public var cacheGroup: String?
    /// The run that is started again.
    public var runID: String?
    /// Whether every task is done again, and not only what didn't succeed.
    public var fromStart: Bool?
    public var resetTasks: [String]?
    /// It has secrets.
    public var environment: [String: String]?
    public var annotations: [String: String]?
    /// What `RunDetails` gave: the run is only made when the groups have not changed since.
    public var changeGroupsUpdateTokens: String?

    enum CodingKeys: String, CodingKey {
        case name, group, environment, annotations
        case runConfigTasks = "run_config_tasks"
        case setupErrors = "setup_errors"
        case staticEnvironment = "static_environment"
        case cacheGroup = "cache_group"
        case runID = "run_id"
        case fromStart = "from_start"
        case resetTasks = "reset_tasks"
        // Spelled so on the wire.
        case changeGroupsUpdateTokens = "changeup_update_tokens"
    }

    /// A new run.
    public init(name: String, group: String) {
        self.name = name
        self.group = group
    }

    /// A run that is started again.
    public init(again runID: String, fromStart: Bool) {
        self.runID = runID
        self.fromStart = fromStart
    }
}

/// What is done to a run.
public struct RunActionsRequest: Codable, Sendable, Hashable {
    /// `changephase` or `stop`.
    public var actionType: String
    /// The new phase.
    public var phase: RunPhase?
    public var changeGroupsUpdateTokens: String?

    enum CodingKeys: String, CodingKey {
        case phase
        case actionType = "action_type"
        case changeGroupsUpdateTokens = "change_groups_update_tokens"
    }

    private init(actionType: String, phase: RunPhase?) {
        self.actionType = actionType
        self.phase = phase
    }

    /// Stops a run that is running.
    public static let stop = RunActionsRequest(actionType: "stop", phase: nil)
    /// Cancels a run that waits.
    public static let cancel = RunActionsRequest(actionType: "changephase", phase: .cancelled)
}

/// What is done to a task of a run.
public struct RunTaskActionsRequest: Codable, Sendable, Hashable {
    /// `setannotations` or `approve`.
    public var actionType: String
    public var annotations: [String: String]?
    /// What `RunDetails` gave: nothing is done when the groups have changed since.
    public var changeGroupsUpdateTokens: String?

    enum CodingKeys: String, CodingKey {
        case annotations
        case actionType = "action_type"
        case changeGroupsUpdateTokens = "change_groups_update_tokens"
    }

    /// Replaces a task's annotations.
    public static func setAnnotations(
        _ annotations: [String: String], tokens: String?
    ) -> RunTaskActionsRequest {
        RunTaskActionsRequest(
            actionType: "setannotations", annotations: annotations, changeGroupsUpdateTokens: tokens)
    }

    /// Lets a task start that waits for approval.
    public static func approve(tokens: String? = nil) -> RunTaskActionsRequest {
        RunTaskActionsRequest(actionType: "approve", changeGroupsUpdateTokens: tokens)
    }
}
