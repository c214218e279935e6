/// A variable: a name, and where its value comes from under which conditions.
public struct Variable: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// The path of the project or group that holds it.
    public var parentPath: String
    /// In order: a run gets the first one whose conditions it fulfils.
    public var values: [VariableValue]
    /// The path of the nearer variable of this name that is used instead; only when a tree is resolved.
    public var overriddenBy: String?

    enum CodingKeys: String, CodingKey {
        case id, name, values
        case parentPath = "parent_path"
        case overriddenBy = "overridden_by"
    }
}

/// One of a variable's values: a key of a secret.
public struct VariableValue: Codable, Sendable, Hashable {
    public var secretName: String
    /// The key of the secret's data.
    public var secretVar: String
    /// Nil is always used.
    public var when: VariableConditions?
    /// The path of what holds the secret: the nearest of its name, from the variable upwards.
    public var matchingSecretParentPath: String
    /// Only when it was asked for.
    public var resolution: SecretResolution?

    enum CodingKeys: String, CodingKey {
        case when, resolution
        case secretName = "secret_name"
        case secretVar = "secret_var"
        case matchingSecretParentPath = "matching_secret_parent_path"
    }
}

/// Which secret a value gets, and why.
public struct SecretResolution: Codable, Sendable, Hashable {
    /// `own`, `inherited` or `missing`.
    public var status: String
    /// The path of what holds the secret; nil when there is none.
    public var secretParentPath: String?
    /// The paths further up of secrets of this name that the nearer one overrides.
    public var overrides: [String]
    /// The paths below the variable of secrets of this name: a variable never gets one from below itself.
    public var notConsidered: [String]
    /// The same in a sentence.
    public var reason: String

    enum CodingKeys: String, CodingKey {
        case status, overrides, reason
        case secretParentPath = "secret_parent_path"
        case notConsidered = "not_considered"
    }
}

/// What creating a variable takes. In a change, what is nil stays as it is.
public struct VariableRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// In a change they replace all of them.
    public var values: [Value]?

    /// One value.
    public struct Value: Codable, Sendable, Hashable {
        public var secretName: String
        public var secretVar: String
        public var when: VariableConditions?

        enum CodingKeys: String, CodingKey {
            case when
            case secretName = "secret_name"
            case secretVar = "secret_var"
        }

        /// Creates a value.
        public init(secretName: String, secretVar: String, when: VariableConditions? = nil) {
            self.secretName = secretName
            self.secretVar = secretVar
            self.when = when
        }
    }

    /// Creates a request.
    public init(name: String? = nil, values: [Value]? = nil) {
        self.name = name
        self.values = values
    }
}
