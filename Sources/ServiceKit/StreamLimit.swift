import Synchronization

/// How many answers that go on for long are under way at once, in all and for one caller.
package final class StreamLimit: Sendable {
    private let open = Mutex<[String: Int]>([:])
    private let limit: Int
    private let limitForEach: Int

    /// - Parameters:
    ///   - limit: The most at once.
    ///   - limitForEach: The most at once that one caller has.
    package init(limit: Int, limitForEach: Int) {
        self.limit = limit
        self.limitForEach = limitForEach
    }

    /// Takes a place, until it is given back or nobody has it any more.
    ///
    /// - Throws: `ServiceError` 503 `tooManyStreams` when there is none.
    package func takePlace(for caller: String) throws(ServiceError) -> Place {
        let isTaken = open.withLock { open in
            let count = open[caller] ?? 0
            guard count < limitForEach, open.values.reduce(0, +) < limit else { return false }
            open[caller] = count + 1
            return true
        }
        guard isTaken else {
            throw ServiceError(
                .unavailable, code: "tooManyStreams",
                "too many answers are being followed: end one of them, or try again later", retryAfterSeconds: 10)
        }
        return Place(caller: caller, limit: self)
    }

    private func giveBack(_ caller: String) {
        open.withLock { open in
            let count = open[caller] ?? 0
            open[caller] = count > 1 ? count - 1 : nil
        }
    }

    /// One of them.
    package final class Place: Sendable {
        private let caller: String
        private let limit: StreamLimit
        private let isGivenBack = Atomic(false)

        fileprivate init(caller: String, limit: StreamLimit) {
            self.caller = caller
            self.limit = limit
        }

        deinit { giveBack() }

        /// Gives it back, once.
        package func giveBack() {
            if !isGivenBack.exchange(true, ordering: .relaxed) { limit.giveBack(caller) }
        }
    }
}
