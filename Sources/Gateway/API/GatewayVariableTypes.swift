import ConfigStoreAPI

// Bodies of variables, with the names that the API's clients know.

struct VariableBody: Encodable {
    let id: String
    let name: String
    let parent_path: String
    let values: [VariableValueBody]
    /// Left out unless a tree is resolved and something nearer has the name.
    let overridden_by: String?

    init(_ variable: Variable) {
        id = variable.id
        name = variable.name
        parent_path = variable.parent.path
        values = variable.values.map(VariableValueBody.init)
        overridden_by = variable.overriddenBy
    }
}

struct VariableValueBody: Encodable {
    let value: VariableValue

    init(_ value: VariableValue) {
        self.value = value
    }

    private enum CodingKeys: CodingKey {
        case secret_name, secret_var, matching_secret_parent_path, when, resolution
    }

    /// A missing condition is null, as clients know it; a resolution that nobody asked for is left out.
    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(value.secretName, forKey: .secret_name)
        try fields.encode(value.secretVar, forKey: .secret_var)
        try fields.encode(value.matchingSecretParentPath, forKey: .matching_secret_parent_path)
        try fields.encode(value.when, forKey: .when)
        try fields.encodeIfPresent(value.resolution.map(ResolutionBody.init), forKey: .resolution)
    }

    private struct ResolutionBody: Encodable {
        let status: String
        let secret_parent_path: String?
        let overrides: [String]
        let not_considered: [String]
        let reason: String

        init(_ resolution: SecretResolution) {
            status = resolution.status.rawValue
            secret_parent_path = resolution.secretParentPath
            overrides = resolution.overrides
            not_considered = resolution.notConsidered
            reason = resolution.reason
        }
    }
}

struct VariableRequestBody: Decodable {
    struct Value: Decodable {
        let secret_name: String?
        let secret_var: String?
        let when: When?
    }

    let name: String?
    let values: [Value]?

    var request: CreateVariableRequest {
        CreateVariableRequest(
            name: name,
            values: values?.map {
                VariableValueRequest(secretName: $0.secret_name, secretVar: $0.secret_var, when: $0.when)
            })
    }
}
