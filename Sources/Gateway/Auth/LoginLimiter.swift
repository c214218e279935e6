import Foundation
import ServiceKit
import Synchronization

/// Slows failed logins down, by address and by account: after five failures the wait doubles with each one.
final class LoginLimiter: Sendable {
    /// Somebody who tries to log in.
    struct Attempt: Sendable {
        /// The client's address.
        var address: String
        /// The account at a forge.
        var account: String

        fileprivate var keys: [Key] { [.address(address), .account(account), both] }
        fileprivate var both: Key { .both(address: address, account: account) }
    }

    enum Outcome: Sendable {
        case succeeded, failed
        /// The forge did not say.
        case unknown
    }

    fileprivate enum Key: Hashable {
        case address(String), account(String), both(address: String, account: String)

        /// Many people may share an address, so more of them may try at once.
        var sharers: Int {
            if case .address = self { 4 } else { 1 }
        }
    }

    private struct Failures {
        var count = 0
        var last = Date.distantPast
        /// Attempts of which nobody knows yet.
        var pending = 0
    }

    static let freeFailures = 5
    static let maxWaitSeconds = 900.0
    private static let maxAgeSeconds = 3_600.0
    private static let maxEntries = 20_000

    private let state = Mutex<[Key: Failures]>([:])
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// Begins an attempt, which `end` ends.
    ///
    /// - Throws: `ServiceError` 429 while the address or the account has to wait.
    func begin(_ attempt: Attempt) throws(ServiceError) {
        let now = now()
        let wait = state.withLock { state in
            let wait = attempt.keys.map { Self.wait(state[$0], $0, now: now) }.max() ?? 0
            if wait <= 0 {
                Self.makeRoom(in: &state, now: now)
                for key in attempt.keys { state[key, default: Failures()].pending += 1 }
            }
            return wait
        }
        if wait > 0 {
            throw ServiceError(
                .tooManyRequests, code: "tooManyLogins", "too many logins have failed: wait before the next one",
                retryAfterSeconds: Int(wait.rounded(.up)))
        }
    }

    func end(_ attempt: Attempt, _ outcome: Outcome) {
        let now = now()
        state.withLock { state in
            for key in attempt.keys { state[key]?.pending -= 1 }
            switch outcome {
            case .failed:
                for key in attempt.keys {
                    var failures = state[key] ?? Failures()
                    failures.count = now.timeIntervalSince(failures.last) < Self.maxAgeSeconds ? failures.count + 1 : 1
                    failures.last = now
                    state[key] = failures
                }
            case .succeeded:
                // An address is forgiven what it got wrong for this account, and nothing that it tried at others.
                let own = state[attempt.both]?.count ?? 0
                let address = Key.address(attempt.address)
                if let count = state[address]?.count { state[address]?.count = max(0, count - own) }
                for key in [.account(attempt.account), attempt.both] { state[key]?.count = 0 }
            case .unknown: break
            }
            for key in attempt.keys {
                if let failures = state[key], failures.count <= 0, failures.pending <= 0 { state[key] = nil }
            }
        }
    }

    /// How many seconds somebody has to wait. What is still being asked counts as if it had failed: otherwise any number
    /// at once would be free.
    private static func wait(_ failures: Failures?, _ key: Key, now: Date) -> Double {
        guard let failures else { return 0 }
        let isOld = now.timeIntervalSince(failures.last) >= maxAgeSeconds
        let count = isOld ? 0 : failures.count
        if failures.pending >= max(1, (freeFailures - count) * key.sharers) { return 1 }
        guard count >= freeFailures else { return 0 }
        let wait = min(pow(2, Double(min(count - freeFailures, 16))), maxWaitSeconds)
        return failures.last.addingTimeInterval(wait).timeIntervalSince(now)
    }

    private static func makeRoom(in state: inout [Key: Failures], now: Date) {
        guard state.count > maxEntries else { return }
        state = state.filter { $0.value.pending > 0 || now.timeIntervalSince($0.value.last) < maxWaitSeconds }
        if state.count > maxEntries { state.removeAll() }
    }
}
