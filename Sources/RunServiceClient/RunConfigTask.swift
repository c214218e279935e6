/// What a task of a run does.
public struct RunConfigTask: Codable, Sendable, Hashable {
    /// The longest way to it from a task that depends on none.
    public var level: Int
    public var id: String
    public var name: String
    /// By the id of the task that comes before.
    public var depends: [String: RunConfigTaskDepend]
    public var runtime: RunRuntime?
    public var environment: [String: String]
    public var workingDir: String
    public var shell: String
    public var user: String
    public var steps: [RunConfigStep]
    public var ignoreFailure: Bool
    public var needsApproval: Bool
    public var skip: Bool
    /// By the registry's host.
    public var dockerRegistriesAuth: [String: DockerRegistryAuth]

    enum CodingKeys: String, CodingKey {
        case level, id, name, depends, runtime, environment, shell, user, steps, skip
        case workingDir = "working_dir"
        case ignoreFailure = "ignore_failure"
        case needsApproval = "needs_approval"
        case dockerRegistriesAuth = "docker_registries_auth"
    }

    /// Creates a task that depends on none.
    public init(id: String, name: String, runtime: RunRuntime? = nil, steps: [RunConfigStep] = []) {
        self.id = id
        self.name = name
        self.runtime = runtime
        self.steps = steps
        level = 0
        depends = [:]
        environment = [:]
        (workingDir, shell, user) = ("", "", "")
        (ignoreFailure, needsApproval, skip) = (false, false, false)
        dockerRegistriesAuth = [:]
    }

    /// What is empty may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        level = try fields.value(.level, or: 0)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.value(.name, or: "")
        depends = try fields.value(.depends, or: [:])
        runtime = try fields.decodeIfPresent(RunRuntime.self, forKey: .runtime)
        environment = try fields.value(.environment, or: [:])
        workingDir = try fields.value(.workingDir, or: "")
        shell = try fields.value(.shell, or: "")
        user = try fields.value(.user, or: "")
        steps = try fields.value(.steps, or: [])
        ignoreFailure = try fields.value(.ignoreFailure, or: false)
        needsApproval = try fields.value(.needsApproval, or: false)
        skip = try fields.value(.skip, or: false)
        dockerRegistriesAuth = try fields.value(.dockerRegistriesAuth, or: [:])
    }
}

/// What has to have come of another task first.
public struct RunConfigTaskDepend: Codable, Sendable, Hashable {
    public var taskID: String
    /// `on_success`, `on_failure` and `on_skipped`; nil is `on_success`.
    public var conditions: [String]?

    enum CodingKeys: String, CodingKey {
        case conditions
        case taskID = "task_id"
    }

    /// Creates a dependency.
    public init(taskID: String, conditions: [String]? = nil) {
        self.taskID = taskID
        self.conditions = conditions
    }
}

/// How to log in to a registry of images. It is a secret.
public struct DockerRegistryAuth: Codable, Sendable, Hashable {
    /// `basic` or `encodedauth`.
    public var type: String
    public var username: String?
    public var password: String?
    public var auth: String?

    /// Creates a login with a name and a password.
    public init(username: String, password: String) {
        type = "basic"
        self.username = username
        self.password = password
    }
}
