import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Instruments
import RemoteSources
import ServiceKit

/// Asks forges with linked accounts' tokens, fresh ones: however many need one at once, it is refreshed once.
actor LinkedAccountTokens {
    /// A token that ends within this time is refreshed.
    static let earlySeconds = 300.0

    let forges: Forges
    private let now: @Sendable () -> Date
    private nonisolated let refreshes = Labelled<Counter>(counting: "outcome")
    private var running: [String: Task<LinkedAccountCredentials, any Error>] = [:]

    init(forges: Forges, now: @escaping @Sendable () -> Date) {
        self.forges = forges
        self.now = now
    }

    /// Asks the account's forge. A token that the forge refuses before its time is refreshed, and the forge asked again.
    ///
    /// - Parameter secrets: What the operation needs besides the token.
    /// - Throws: `ServiceError` 409 `linkedAccountNeedsLogin` when the forge does not take the tokens any more.
    nonisolated func ask<Output: Sendable>(
        _ forge: Forge, as account: LinkedAccount, secrets: [SecretSlot: String] = [:],
        _ operation: (RemoteSourceSession) async throws(OperationError) -> Output
    ) async throws -> Output {
        let tokens = try await credentials(for: account, at: forge)
        do {
            return try await forges.ask(
                forge, CredentialSet(accessToken: tokens.accessToken, secrets: secrets), unauthorized: Self.needsLogin,
                operation)
        } catch let error as ServiceError where error == Self.needsLogin && !tokens.refreshToken.isEmpty {
            let fresh = try await credentials(for: account, at: forge, refused: tokens.accessToken)
            return try await forges.ask(
                forge, CredentialSet(accessToken: fresh.accessToken, secrets: secrets), unauthorized: Self.needsLogin,
                operation)
        }
    }

    /// The account's tokens, good for a while.
    ///
    /// - Parameter refused: An access token that the forge has just refused: it is not given again.
    private func credentials(
        for account: LinkedAccount, at forge: Forge, refused: String? = nil
    ) async throws -> LinkedAccountCredentials {
        if account.needsLogin { throw Self.needsLogin }
        let stored = try await forges.configStore.linkedAccountCredentials(user: account.userID, id: account.id)
        if stored.refreshToken.isEmpty || isGood(stored, refused) { return stored }
        if let task = running[account.id] { return try await task.value }
        // One caller's cancellation must not fail the others that wait for the same refresh.
        let task = Task { try await refresh(account, stored, refused, at: forge) }
        running[account.id] = task
        defer { running[account.id] = nil }
        return try await task.value
    }

    private func isGood(_ tokens: LinkedAccountCredentials, _ refused: String?) -> Bool {
        guard tokens.accessToken != refused else { return false }
        return tokens.expiresAt.map { $0.timeIntervalSince(now()) >= Self.earlySeconds } ?? true
    }

    static var needsLogin: ServiceError {
        ServiceError(
            .conflict, code: "linkedAccountNeedsLogin",
            "the forge wants this account to sign in again: log in through it")
    }

    private func refresh(
        _ account: LinkedAccount, _ seen: LinkedAccountCredentials, _ refused: String?, at forge: Forge
    ) async throws -> LinkedAccountCredentials {
        let store = forges.configStore
        let (user, id) = (account.userID, account.id)
        var stored = seen
        for _ in 0..<30 {
            if isGood(stored, refused) { return stored }
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
        let tokens: RemoteTokens
        do {
            tokens = try await forges.ask(
                forge, CredentialSet(secrets: [.clientSecret: secret]), unauthorized: Self.needsLogin
            ) { session throws(OperationError) in
                try await session.refreshTokens(
                    stored.refreshToken, clientID: forge.source.clientID, redirectURI: forges.redirectURI)
            }
        } catch let error as ServiceError where error == Self.needsLogin {
            refreshes["refused"].add()
            _ = try await store.updateLinkedAccount(
                user: account.userID, id: account.id,
                UpdateLinkedAccountRequest(needsLogin: true, ifRevision: revision))
            throw error
        } catch {
            refreshes["failed"].add()
            // Ends the lease: the forge may be back before it runs out. What can't be told is over in half a minute.
            _ = try? await store.updateLinkedAccount(
                user: account.userID, id: account.id,
                UpdateLinkedAccountRequest(needsLogin: false, ifRevision: revision))
            throw error
        }
        refreshes["done"].add()
        var fresh = LinkedAccountCredentials(tokens, refreshToken: stored.refreshToken)
        fresh.revision = try await store.updateLinkedAccount(
            user: account.userID, id: account.id, UpdateLinkedAccountRequest(credentials: fresh, ifRevision: revision)
        ).revision
        return fresh
    }
}

extension LinkedAccountTokens: MetricSource {
    nonisolated func metrics() async -> [Metric] {
        [.counter("sallyport_token_refreshes_total", "Refreshes of linked accounts' tokens", refreshes)]
    }
}
