/// A validator that is kept in the store: a file of rules that every change has to fulfil.
public struct StoredValidator: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// The rules as they were written: YAML, or JSON.
    public var rules: String
}

/// What creating a validator takes. In a change, what is nil stays as it is.
public struct ValidatorRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// A file of rules, in YAML or JSON.
    public var rules: String?

    /// Names what is given.
    public init(name: String? = nil, rules: String? = nil) {
        self.name = name
        self.rules = rules
    }
}
