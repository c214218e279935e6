import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import ServiceKit

extension SignIn {
    /// Does what somebody wanted, now that the forge has said who they are.
    func complete(
        _ purpose: OAuth2State.Purpose, _ identity: ProvenIdentity, _ forge: Forge, userName: String?, userID: String?
    ) async throws -> SignInOutcome {
        let store = forges.configStore
        let account = CreateLinkedAccountRequest(
            remoteSourceRef: forge.source.id, remoteUserID: identity.user.id, remoteUserName: identity.user.loginName,
            remoteUserAvatarURL: identity.user.avatarURL, credentials: identity.credentials)
        switch purpose {
        case .register:
            return .registered(
                try await orHandedOver(identity, forge) { () async throws(ConfigStoreClientError) in
                    try await store.createUser(CreateUserRequest(userName: userName, linkedAccount: account))
                })
        case .link:
            return .linked(
                try await orHandedOver(identity, forge) { () async throws(ConfigStoreClientError) in
                    try await store.createLinkedAccount(for: userID ?? "", account)
                })
        case .authorize:
            _ = try await handOver(identity, forge)
            return .authorized(identity.user, source: forge.source)
        case .login:
            guard let details = try await handOver(identity, forge) else {
                throw ServiceError(
                    .notFound, code: "linkedAccountDoesNotExist",
                    "nobody has linked this account of the forge: register")
            }
            let session = try await CallerIdentity.acting(as: details.actor) {
                try await store.createSession(
                    for: details.user.id, lifetimeSeconds: configuration.sessionLifetimeSeconds)
            }
            return .loggedIn(details, sessionToken: SessionToken.sign(session.id, key: keys.sessions))
        }
    }

    /// What `work` makes. Where the configstore refuses it, somebody may have linked this account already: the tokens that
    /// the forge has just given took the place of theirs, which are of no use any more.
    private func orHandedOver<Value>(
        _ identity: ProvenIdentity, _ forge: Forge, _ work: () async throws(ConfigStoreClientError) -> Value
    ) async throws -> Value {
        do throws(ConfigStoreClientError) {
            return try await work()
        } catch {
            if error.status == 409 { _ = try await handOver(identity, forge) }
            throw error
        }
    }

    /// Stores what the forge gave and said with whoever has linked this account of it.
    ///
    /// - Returns: Who that is; nil when nobody has.
    private func handOver(_ identity: ProvenIdentity, _ forge: Forge) async throws -> UserDetails? {
        let store = forges.configStore
        guard let details = try await store.user(byRemoteUser: identity.user.id, remoteSource: forge.source.id),
            let account = details.linkedAccounts.first(where: { $0.remoteSourceID == forge.source.id })
        else { return nil }
        if let credentials = identity.credentials {
            // The forge has said who it is: from here on it is they who ask.
            _ = try await CallerIdentity.acting(as: details.actor) {
                try await store.updateLinkedAccount(
                    user: details.user.id, id: account.id,
                    UpdateLinkedAccountRequest(
                        remoteUserName: identity.user.loginName, remoteUserAvatarURL: identity.user.avatarURL,
                        credentials: credentials))
            }
        }
        return details
    }
}

extension UserDetails {
    fileprivate var actor: AuditActor { .user(id: user.id, name: user.name) }
}
