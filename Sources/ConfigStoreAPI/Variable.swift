public import Foundation

/// A variable: a name, and where its value comes from under which conditions.
public struct Variable: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    public var parent: Parent
    /// In order: a run gets the first one whose condition it fulfils.
    public var values: [VariableValue]
    /// Where the nearer variable of this name is that is used instead; only when a tree is resolved.
    public var overriddenBy: String?
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record, and when it gets another secret of the same name.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, parent, values, revision
        case overriddenBy = "overridden_by"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, name: String, parent: Parent, values: [VariableValue], overriddenBy: String? = nil,
        creationTime: Date, updateTime: Date, revision: Int
    ) {
        self.id = id
        self.name = name
        self.parent = parent
        self.values = values
        self.overriddenBy = overriddenBy
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// One of a variable's values: a key of a secret.
public struct VariableValue: Codable, Sendable, Hashable {
    public var secretName: String
    /// The key of the secret's data.
    public var secretVar: String
    public var when: When?
    /// The path of what holds the secret that this gets: the nearest of that name at the variable's place or above it.
    public var matchingSecretParentPath: String
    /// Only when it was asked for.
    public var resolution: SecretResolution?

    enum CodingKeys: String, CodingKey {
        case when, resolution
        case secretName = "secret_name"
        case secretVar = "secret_var"
        case matchingSecretParentPath = "matching_secret_parent_path"
    }

    public init(
        secretName: String, secretVar: String, when: When? = nil, matchingSecretParentPath: String,
        resolution: SecretResolution? = nil
    ) {
        self.secretName = secretName
        self.secretVar = secretVar
        self.when = when
        self.matchingSecretParentPath = matchingSecretParentPath
        self.resolution = resolution
    }
}

/// Which secret a value gets, and why.
public struct SecretResolution: Codable, Sendable, Hashable {
    public enum Status: String, Codable, Sendable, Hashable, CaseIterable {
        /// From where the variable is itself.
        case own
        /// From a group above it.
        case inherited
        /// From nowhere: there is no such secret, or it does not have the key.
        case missing
    }

    public var status: Status
    /// The secret's id; nil when there is none.
    public var secretID: String?
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
        case secretID = "secret_id"
        case secretParentPath = "secret_parent_path"
        case notConsidered = "not_considered"
    }

    public init(
        status: Status, secretID: String?, secretParentPath: String?, overrides: [String], notConsidered: [String],
        reason: String
    ) {
        self.status = status
        self.secretID = secretID
        self.secretParentPath = secretParentPath
        self.overrides = overrides
        self.notConsidered = notConsidered
        self.reason = reason
    }
}
