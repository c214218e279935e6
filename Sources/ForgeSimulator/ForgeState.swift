import Foundation
import Synchronization

/// What the forge knows, and how a test or a demo changes it.
///
/// At most: 1,000 users and organizations, 10,000 repositories; a user has 100 tokens, a repository 1,000 commits,
/// branches, tags, statuses and pull requests, 200 keys and 50 hooks; 1,000 deliveries are listed. More is refused, or the
/// oldest go.
package final class ForgeState: Sendable {
    private let data: Mutex<ForgeData>
    private let outbox: AsyncStream<ForgeDelivery>.Continuation?

    init(
        dialect: any ForgeDialect, root: String, outbox: AsyncStream<ForgeDelivery>.Continuation?,
        now: @escaping @Sendable () -> Date
    ) {
        data = Mutex(ForgeData(dialect: dialect, root: root, now: now))
        self.outbox = outbox
    }

    /// Runs `body` alone with the data, and hands on the deliveries that it made.
    func withData<Value: Sendable, Failure: Error>(
        _ body: (inout ForgeData) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try data.withLock { data throws(Failure) in
            // Within the lock, so that deliveries leave in the order of what they tell.
            defer {
                for delivery in data.outbox {
                    if case .enqueued? = outbox?.yield(delivery) { continue }
                    // Nobody sends it.
                    data.sent(delivery, status: nil)
                }
                data.outbox = []
            }
            return try body(&data)
        }
    }

    /// What goes wrong from now on.
    package var faults: ForgeFaults {
        get { withData { $0.faults } }
        set { withData { $0.faults = newValue } }
    }

    /// Whether the request at hand is the one that was to fail.
    func isFailingRequest() -> Bool {
        withData { data in
            guard let left = data.faults.failingRequest else { return false }
            data.faults.failingRequest = left > 1 ? left - 1 : data.faults.staysDown ? 1 : nil
            return left == 1
        }
    }

    /// `METHOD /path?query` of the last 1,000 requests, oldest first.
    package var requests: [String] { withData { $0.requests } }

    /// How long access tokens of OAuth2 work that are given from now on.
    package var accessTokenLifetimeSeconds: Int {
        get { withData { $0.accessTokenLifetimeSeconds } }
        set { withData { $0.accessTokenLifetimeSeconds = newValue } }
    }

    /// Whether a one-time password is used up by the first request that has it; 1.15 itself takes it again while it is
    /// valid.
    package var oneTimePasswordsWorkOnce: Bool {
        get { withData { $0.oneTimePasswordsWorkOnce } }
        set { withData { $0.oneTimePasswordsWorkOnce = newValue } }
    }

    /// Whether the forge signs deliveries besides sending a token; an older GitLab passes over the key.
    package var signsDeliveries: Bool {
        get { withData { $0.signsDeliveries } }
        set { withData { $0.signsDeliveries = newValue } }
    }

    /// Removes a user's personal access tokens.
    package func removeTokens(of user: String) {
        withData { data in
            guard let id = data.user(named: user)?.id else { return }
            data.users[id]?.tokens = []
        }
    }

    /// Makes every OAuth2 access token useless; refresh tokens go on working.
    package func revokeAccessTokens() {
        withData { $0.accessTokens = [] }
    }
}
