public import RemoteSources

/// Deploy keys.
extension GitLabDriver {
    public func deployKeys(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<DeployKey>> {
        try GitLabPages.call(Self.api(repository, ["deploy_keys"]), page, as: GitLabDeployKey.self) { $0.deployKey }
    }

    public func createDeployKey(
        _ key: NewDeployKey, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<DeployKey> {
        let path = Self.api(repository, ["deploy_keys"])
        let body: JSONValue = [
            "can_push": .bool(!key.isReadOnly), "key": .string(key.publicKey), "title": .string(key.title),
        ]
        return Call(ForgeRequest("POST", path, body: .json(body))) { response throws(DriverError) in
            let made: DeployKey
            do throws(DriverError) {
                made = try ForgeAnswer.decode(GitLabDeployKey.self, from: response).deployKey
            } catch {
                throw Self.keyRefusal(error)
            }
            // A key that the project has already is answered as it is: it may be allowed to push.
            guard made.isReadOnly != key.isReadOnly else { return .done(made) }
            return .next(
                Call.value(
                    ForgeRequest(
                        "PUT", path + [made.id],
                        body: .json(["can_push": .bool(!key.isReadOnly), "title": .string(made.title)])),
                    as: GitLabDeployKey.self
                ) { changed throws(DriverError) in
                    guard changed.deployKey.isReadOnly == key.isReadOnly else {
                        throw .conflict("the repository has this key, and it may do something else with it")
                    }
                    return changed.deployKey
                })
        }
    }

    /// A key that is there and one that is none have the same status; only the words tell them apart.
    private static func keyRefusal(_ error: DriverError) -> DriverError {
        guard case .invalid(_, let message) = error else { return error }
        if message.lowercased().contains("already been taken") {
            return .conflict("the repository, or another one, has this key")
        }
        return .invalid(field: "key", message: "the forge does not take this public key")
    }

    public func deleteDeployKey(id: String, in repository: RepositoryPath) async throws(DriverError) -> Call<Void> {
        Call.done(
            ForgeRequest("DELETE", Self.api(repository, ["deploy_keys", try Self.number(id, "id")])), accepting: [404])
    }
}
