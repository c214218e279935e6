import ConfigStoreAPI
import ConfigStoreClient
import Testing

/// Short ways to make secrets and variables.
extension ConfigStoreClient {
    @discardableResult
    func makeSecret(
        _ name: String, in parent: ParentReference, _ data: [String: String] = ["k": "v"]
    ) async throws(ConfigStoreClientError) -> Secret {
        try await createSecret(in: parent, CreateSecretRequest(name: name, type: "internal", data: data))
    }

    /// Makes a variable with a value for each `<secret>.<key>`.
    @discardableResult
    func makeVariable(
        _ name: String, in parent: ParentReference, _ values: String...
    ) async throws(ConfigStoreClientError) -> Variable {
        try await createVariable(in: parent, CreateVariableRequest(name: name, values: .of(values)))
    }

    /// From where each value of a variable gets its secret.
    func sources(_ name: String, in parent: ParentReference) async throws(ConfigStoreClientError) -> [String] {
        try await variable(name, in: parent).values.map(\.matchingSecretParentPath)
    }
}

extension [VariableValueRequest] {
    /// Values for texts such as `secret.key`.
    static func of(_ texts: [String]) -> [VariableValueRequest] {
        texts.map { text in
            let parts = text.split(separator: ".").map(String.init)
            return VariableValueRequest(secretName: parts.first, secretVar: parts.last)
        }
    }
}

extension ConfigStoreFixture {
    /// The refusal of a call, for its details.
    static func refusal(
        _ body: () async throws(ConfigStoreClientError) -> Void
    ) async throws -> ConfigStoreClientError {
        do throws(ConfigStoreClientError) {
            try await body()
        } catch {
            return error
        }
        throw NotRefused()
    }

    struct NotRefused: Error {}

    /// An organization with the groups `a`, `a/b` and `c`, and the project `a/b/p`.
    static func withTree(_ body: (ConfigStoreFixture, ConfigStoreClient) async throws -> Void) async throws {
        try await with { fixture in
            let client = fixture.client
            try await client.organization(named: "acme")
            for path in ["a", "a/b", "c"] { try await client.group("org/acme/\(path)") }
            try await client.manualProject("org/acme/a/b/p")
            try await body(fixture, client)
        }
    }
}

extension ParentReference {
    static let root = ParentReference.projectGroup("org/acme")
    static let a = ParentReference.projectGroup("org/acme/a")
    static let b = ParentReference.projectGroup("org/acme/a/b")
    static let c = ParentReference.projectGroup("org/acme/c")
    static let p = ParentReference.project("org/acme/a/b/p")
}
