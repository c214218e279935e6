public import Foundation

/// Where a project's repository is known from.
public enum RemoteRepositoryConfigType: String, Codable, Sendable, Hashable, CaseIterable {
    /// Through the API of a remote source.
    case remoteSource = "remotesource"
    /// By a git URL alone.
    case manual
}

/// A project as the configstore answers it: everything but its secrets.
public struct Project: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Such as `org/acme/backend/api`.
    public var path: String
    /// The path of the group that holds it.
    public var parentPath: String
    /// The id of the group that holds it.
    public var parentID: String
    public var ownerType: OwnerType
    public var ownerID: String
    public var visibility: Visibility
    /// Private when the project, a group that holds it or the owning organization is.
    public var globalVisibility: Visibility
    /// Where its repository is.
    public var repository: ProjectRepository
    public var defaultBranch: String
    public var passVarsToForkedPR: Bool
    public var membersCanPerformRunActions: Bool
    /// After how many seconds somebody looks for changes again; 0 for the gateway's own pace.
    public var pollIntervalSeconds: Int
    /// How far it is set up at its forge.
    public var setUp: ProjectSetUp
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record; what follows from others' is not counted.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, path, visibility, revision
        case parentPath = "parent_path"
        case parentID = "parent_id"
        case ownerType = "owner_type"
        case ownerID = "owner_id"
        case globalVisibility = "global_visibility"
        case defaultBranch = "default_branch"
        case passVarsToForkedPR = "pass_vars_to_forked_pr"
        case membersCanPerformRunActions = "members_can_perform_run_actions"
        case pollIntervalSeconds = "poll_interval_seconds"
        case setUp = "set_up"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, name: String, path: String, parentPath: String, parentID: String, ownerType: OwnerType,
        ownerID: String, visibility: Visibility, globalVisibility: Visibility, repository: ProjectRepository,
        defaultBranch: String, passVarsToForkedPR: Bool, membersCanPerformRunActions: Bool,
        pollIntervalSeconds: Int, setUp: ProjectSetUp, creationTime: Date, updateTime: Date, revision: Int
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.parentPath = parentPath
        self.parentID = parentID
        self.ownerType = ownerType
        self.ownerID = ownerID
        self.visibility = visibility
        self.globalVisibility = globalVisibility
        self.repository = repository
        self.defaultBranch = defaultBranch
        self.passVarsToForkedPR = passVarsToForkedPR
        self.membersCanPerformRunActions = membersCanPerformRunActions
        self.pollIntervalSeconds = pollIntervalSeconds
        self.setUp = setUp
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }

    /// Reads one object that has the fields of the project and of its repository.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name)
        path = try fields.decode(String.self, forKey: .path)
        parentPath = try fields.decode(String.self, forKey: .parentPath)
        parentID = try fields.decode(String.self, forKey: .parentID)
        ownerType = try fields.decode(OwnerType.self, forKey: .ownerType)
        ownerID = try fields.decode(String.self, forKey: .ownerID)
        visibility = try fields.decode(Visibility.self, forKey: .visibility)
        globalVisibility = try fields.decode(Visibility.self, forKey: .globalVisibility)
        repository = try ProjectRepository(from: decoder)
        defaultBranch = try fields.decode(String.self, forKey: .defaultBranch)
        passVarsToForkedPR = try fields.decode(Bool.self, forKey: .passVarsToForkedPR)
        membersCanPerformRunActions = try fields.decode(Bool.self, forKey: .membersCanPerformRunActions)
        pollIntervalSeconds = try fields.decode(Int.self, forKey: .pollIntervalSeconds)
        setUp = try fields.decode(ProjectSetUp.self, forKey: .setUp)
        creationTime = try fields.decode(Date.self, forKey: .creationTime)
        updateTime = try fields.decode(Date.self, forKey: .updateTime)
        revision = try fields.decode(Int.self, forKey: .revision)
    }

    /// Writes one object with the fields of the project and of its repository.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(name, forKey: .name)
        try fields.encode(path, forKey: .path)
        try fields.encode(parentPath, forKey: .parentPath)
        try fields.encode(parentID, forKey: .parentID)
        try fields.encode(ownerType, forKey: .ownerType)
        try fields.encode(ownerID, forKey: .ownerID)
        try fields.encode(visibility, forKey: .visibility)
        try fields.encode(globalVisibility, forKey: .globalVisibility)
        try repository.encode(to: encoder)
        try fields.encode(defaultBranch, forKey: .defaultBranch)
        try fields.encode(passVarsToForkedPR, forKey: .passVarsToForkedPR)
        try fields.encode(membersCanPerformRunActions, forKey: .membersCanPerformRunActions)
        try fields.encode(pollIntervalSeconds, forKey: .pollIntervalSeconds)
        try fields.encode(setUp, forKey: .setUp)
        try fields.encode(creationTime, forKey: .creationTime)
        try fields.encode(updateTime, forKey: .updateTime)
        try fields.encode(revision, forKey: .revision)
    }
}
