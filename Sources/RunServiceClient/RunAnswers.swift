/// A run, and what it does.
public struct RunDetails: Codable, Sendable, Hashable {
    public var run: Run
    public var runConfig: RunConfig?
    /// For a change that is only done when the change groups that were asked for have not changed since.
    public var changeGroupsUpdateTokens: String?

    enum CodingKeys: String, CodingKey {
        case run
        case runConfig = "run_config"
        case changeGroupsUpdateTokens = "change_groups_update_tokens"
    }

    /// Creates an answer.
    public init(run: Run, runConfig: RunConfig? = nil, changeGroupsUpdateTokens: String? = nil) {
        self.run = run
        self.runConfig = runConfig
        self.changeGroupsUpdateTokens = changeGroupsUpdateTokens
    }
}

/// One page of runs. The next one starts after its last run.
public struct RunList: Codable, Sendable, Hashable {
    public var runs: [Run]
    public var changeGroupsUpdateTokens: String?

    enum CodingKeys: String, CodingKey {
        case runs
        case changeGroupsUpdateTokens = "change_groups_update_tokens"
    }

    /// Creates a page.
    public init(runs: [Run], changeGroupsUpdateTokens: String? = nil) {
        self.runs = runs
        self.changeGroupsUpdateTokens = changeGroupsUpdateTokens
    }

    /// A list that is empty may be null.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        runs = try fields.value(.runs, or: [])
        changeGroupsUpdateTokens = try fields.decodeIfPresent(String.self, forKey: .changeGroupsUpdateTokens)
    }
}
