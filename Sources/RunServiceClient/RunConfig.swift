/// What a run does.
public struct RunConfig: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    public var group: String
    /// Why it can't be run; empty when it can.
    public var setupErrors: [String]
    public var annotations: [String: String]
    /// The environment that stays the same when it is started again.
    public var staticEnvironment: [String: String]
    public var environment: [String: String]
    /// By id.
    public var tasks: [String: RunConfigTask]
    /// The group of the caches that it uses.
    public var cacheGroup: String

    enum CodingKeys: String, CodingKey {
        case id, name, group, annotations, environment, tasks
        case setupErrors = "setup_errors"
        case staticEnvironment = "static_environment"
        case cacheGroup = "cache_group"
    }

    /// Creates what a run does.
    public init(id: String, name: String, group: String, tasks: [String: RunConfigTask] = [:]) {
        self.id = id
        self.name = name
        self.group = group
        self.tasks = tasks
        setupErrors = []
        annotations = [:]
        staticEnvironment = [:]
        environment = [:]
        cacheGroup = ""
    }

    /// What is empty may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.value(.name, or: "")
        group = try fields.value(.group, or: "")
        setupErrors = try fields.value(.setupErrors, or: [])
        annotations = try fields.value(.annotations, or: [:])
        staticEnvironment = try fields.value(.staticEnvironment, or: [:])
        environment = try fields.value(.environment, or: [:])
        tasks = try fields.value(.tasks, or: [:])
        cacheGroup = try fields.value(.cacheGroup, or: "")
    }
}
