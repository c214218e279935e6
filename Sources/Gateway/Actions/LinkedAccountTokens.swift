import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import RemoteSources
import ServiceKit

/// Gives out linked accounts' tokens, fresh ones: however many need one at once, it is refreshed once.
actor LinkedAccountTokens {
    /// A token that ends within this time is refreshed.
    static let earlySeconds = 300.0

    private let forges: Forges
    private let now: @Sendable () -> Date
    private var running: [String: Task<LinkedAccountCredentials, any Error>] = [:]

    init(forges: Forges, now: @escaping @Sendable () -> Date) {
        self.forges = forges
        self.now = now
    }

    /// The account's tokens, good for a while.
    ///
    /// - Throws: `ServiceError` 409 `linkedAccountNeedsLogin` when the forge does not take the refresh token any more.
    func credentials(for account: LinkedAccount, at forge: Forge) async throws -> LinkedAccountCredentials {
        if account.needsLogin { throw Self.needsLogin }
        let stored = try await forges.configStore.linkedAccountCredentials(user: account.userID, id: account.id)
        guard let end = stored.expiresAt, !stored.refreshToken.isEmpty,
            end.timeIntervalSince(now()) < Self.earlySeconds
        else { return stored }
        if let task = running[account.id] { return try await task.value }
        // One caller's cancellation must not fail the others that wait for the same refresh.
        let task = Task { try await refresh(account, stored, at: forge) }
        running[account.id] = task
        defer { running[account.id] = nil }
        return try await task.value
    }

    static var needsLogin: ServiceError {
        ServiceError(
            .conflict, code: "linkedAccountNeedsLogin",
            "the forge wants this account to sign in again: log in through it")
    }

    private func refresh(
        _ account: LinkedAccount, _ seen: LinkedAccountCredentials, at forge: Forge
    ) async throws -> LinkedAccountCredentials {
        let store = forges.configStore
        let (user, id) = (account.userID, account.id)
        var stored = seen
        for _ in 0..<30 {
            if let end = stored.expiresAt, end.timeIntervalSince(now()) >= Self.earlySeconds { return stored }
            do {
                let lease = RefreshLeaseRequest(holder: OAuth2State.random(), revision: stored.revision)
                let held = try await store.acquireRefreshLease(user: user, id: id, lease)
                return try await exchange(stored, revision: held.revision, account, at: forge)
            } catch let error as ConfigStoreClientError
                where error.code == "refreshInProgress" || error.code == "changedMeanwhile"
            {
                // Another gateway is at it, or was: its tokens are the ones to use.
                try await Task.sleep(for: .milliseconds(error.code == "refreshInProgress" ? 500 : 10))
                stored = try await store.linkedAccountCredentials(user: user, id: id)
            }
        }
        throw ServiceError(
            .unavailable, code: "refreshInProgress", "another gateway is refreshing this account's tokens",
            retryAfterSeconds: 1)
    }

    /// Asks the forge, and stores what it gives before anybody uses it.
    private func exchange(
        _ stored: LinkedAccountCredentials, revision: Int, _ account: LinkedAccount, at forge: Forge
    ) async throws -> LinkedAccountCredentials {
        let store = forges.configStore
        let secret = try await store.remoteSourceCredentials(forge.source.id).clientSecret
        let set = CredentialSet(secrets: [.clientSecret: secret, .refreshToken: stored.refreshToken])
        let result: OperationResult<TokenGrant>
        do {
            result = try await forges.perform(on: forge, set, unauthorized: Self.needsLogin) {
                driver throws(DriverError) in try await driver.refreshTokens(clientID: forge.source.clientID)
            }
        } catch let error as ServiceError where error == Self.needsLogin {
            _ = try await store.updateLinkedAccount(
                user: account.userID, id: account.id,
                UpdateLinkedAccountRequest(needsLogin: true, ifRevision: revision))
            throw error
        }
        guard let access = result.secrets[.accessToken] else {
            throw ServiceError(.badGateway, code: "forgeBadAnswer", "the forge gave no token")
        }
        let fresh = LinkedAccountCredentials(
            accessToken: access, refreshToken: result.secrets[.refreshToken] ?? stored.refreshToken,
            expiresAt: result.output.expiresInSeconds.map { now().addingTimeInterval(Double($0)) })
        let updated = try await store.updateLinkedAccount(
            user: account.userID, id: account.id, UpdateLinkedAccountRequest(credentials: fresh, ifRevision: revision))
        return LinkedAccountCredentials(
            accessToken: fresh.accessToken, refreshToken: fresh.refreshToken, expiresAt: fresh.expiresAt,
            revision: updated.revision)
    }
}
