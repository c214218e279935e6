/// Where a task runs.
public struct RunRuntime: Codable, Sendable, Hashable {
    /// `pod`.
    public var type: String
    /// Such as `amd64`; nil for any.
    public var arch: String?
    /// The steps run in the first one.
    public var containers: [Container]

    /// One container.
    public struct Container: Codable, Sendable, Hashable {
        public var image: String
        public var environment: [String: String]?
        public var user: String?
        public var privileged: Bool?
        public var entrypoint: String?

        /// Creates a container.
        public init(image: String) { self.image = image }
    }

    /// Creates a runtime.
    public init(type: String = "pod", arch: String? = nil, containers: [Container]) {
        self.type = type
        self.arch = arch
        self.containers = containers
    }
}

/// A step of a task. Which fields count follows from `type`.
public struct RunConfigStep: Codable, Sendable, Hashable {
    /// `run`, `save_to_workspace`, `restore_workspace`, `save_cache` or `restore_cache`.
    public var type: String
    public var name: String?
    /// Of `run`.
    public var command: String?
    public var environment: [String: String]?
    public var workingDir: String?
    public var shell: String?
    public var user: String?
    /// What is saved.
    public var contents: [Contents]?
    /// Where it is restored to.
    public var destDir: String?
    /// Of `save_cache`.
    public var key: String?
    /// Of `restore_cache`.
    public var keys: [String]?

    /// Files that are saved.
    public struct Contents: Codable, Sendable, Hashable {
        public var sourceDir: String?
        public var destDir: String?
        public var paths: [String]?

        enum CodingKeys: String, CodingKey {
            case paths
            case sourceDir = "source_dir"
            case destDir = "dest_dir"
        }

        /// Creates a choice of files.
        public init(sourceDir: String? = nil, destDir: String? = nil, paths: [String]? = nil) {
            self.sourceDir = sourceDir
            self.destDir = destDir
            self.paths = paths
        }
    }

    enum CodingKeys: String, CodingKey {
        case type, name, command, environment, shell, user, contents, key, keys
        case workingDir = "working_dir"
        case destDir = "dest_dir"
    }

    /// Creates a step that has only its type.
    public init(type: String, name: String? = nil) {
        self.type = type
        self.name = name
    }

    /// Creates a step that runs a command.
    public init(run command: String, name: String? = nil) {
        self.init(type: "run", name: name)
        self.command = command
    }
}
