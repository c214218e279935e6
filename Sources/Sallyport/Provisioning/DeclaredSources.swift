import GatewayClient

/// What remote sources are called once they are as declared.
struct DeclaredSources {
    /// Of those that are stored, by id.
    private(set) var byID: [String: String] = [:]
    /// Of all.
    private(set) var names: Set<String>

    init(_ gateway: GatewayClient, _ declarations: [RemoteSourceDeclaration]) async throws {
        var stored: [String: RemoteSource] = [:]
        for try await source in gateway.allRemoteSources { stored[source.name] = source }
        names = Set(stored.keys)
        for source in stored.values { byID[source.id] = source.name }
        for (declaration, source) in RenamePlan(declarations, stored: stored).matches {
            names.insert(declaration.name)
            guard let source else { continue }
            if source.name != declaration.name { names.remove(source.name) }
            byID[source.id] = declaration.name
        }
    }
}
