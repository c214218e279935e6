import Foundation
import ServiceKit
import Synchronization

/// Slows failed logins down, by address and by account: after five failures the wait doubles with each one.
final class LoginLimiter: Sendable {
    private struct Failures {
        var count: Int
        var last: Date
    }

    static let freeFailures = 5
    static let maxWaitSeconds = 900.0
    private static let maxEntries = 20_000

    private let state = Mutex<[String: Failures]>([:])
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// - Throws: `ServiceError` 429 while one of the keys has to wait.
    func check(_ keys: [String]) throws(ServiceError) {
        let now = now()
        let wait = state.withLock { state in
            keys.compactMap { state[$0] }.map { Self.end(of: $0).timeIntervalSince(now) }.max() ?? 0
        }
        if wait > 0 {
            throw ServiceError(
                .tooManyRequests, code: "tooManyLogins", "too many logins have failed: wait before the next one",
                retryAfterSeconds: Int(wait.rounded(.up)))
        }
    }

    func fail(_ keys: [String]) {
        let now = now()
        state.withLock { state in
            if state.count > Self.maxEntries {
                state = state.filter { now.timeIntervalSince($0.value.last) < Self.maxWaitSeconds }
                if state.count > Self.maxEntries { state.removeAll() }
            }
            for key in keys {
                let known = state[key].flatMap { now.timeIntervalSince($0.last) < 3_600 ? $0 : nil }
                state[key] = Failures(count: (known?.count ?? 0) + 1, last: now)
            }
        }
    }

    func succeed(_ keys: [String]) {
        state.withLock { state in
            for key in keys { state[key] = nil }
        }
    }

    private static func end(of failures: Failures) -> Date {
        guard failures.count >= freeFailures else { return failures.last }
        let wait = pow(2, Double(min(failures.count - freeFailures, 16)))
        return failures.last.addingTimeInterval(min(wait, maxWaitSeconds))
    }
}
