public import Foundation

/// A validator that is kept in the store: a file of rules.
public struct RuleValidator: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// The rules as they were written: YAML, or JSON.
    public var rules: String
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, rules, revision
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(id: String, name: String, rules: String, creationTime: Date, updateTime: Date, revision: Int) {
        self.id = id
        self.name = name
        self.rules = rules
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// What creating a validator takes; missing fields are the ones that validation reports.
public struct CreateRuleValidatorRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// A file of rules, in YAML or JSON.
    public var rules: String?

    public init(name: String? = nil, rules: String? = nil) {
        self.name = name
        self.rules = rules
    }
}

/// What changing a validator takes: a field that is left out stays as it is.
public typealias UpdateRuleValidatorRequest = CreateRuleValidatorRequest
