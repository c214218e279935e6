/// What creating a variable takes; missing fields are the ones that validation reports.
public struct CreateVariableRequest: Codable, Sendable, Hashable {
    public var name: String?
    public var values: [VariableValueRequest]?

    public init(name: String? = nil, values: [VariableValueRequest]? = nil) {
        self.name = name
        self.values = values
    }
}

/// One value of a variable as a request has it.
public struct VariableValueRequest: Codable, Sendable, Hashable {
    public var secretName: String?
    public var secretVar: String?
    /// Nil is always used.
    public var when: When?

    enum CodingKeys: String, CodingKey {
        case when
        case secretName = "secret_name"
        case secretVar = "secret_var"
    }

    public init(secretName: String? = nil, secretVar: String? = nil, when: When? = nil) {
        self.secretName = secretName
        self.secretVar = secretVar
        self.when = when
    }
}

/// What changing a variable takes: a field that is left out stays as it is; `values` replaces all of them.
public typealias UpdateVariableRequest = CreateVariableRequest
