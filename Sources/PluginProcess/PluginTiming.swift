/// Clock, pauses and randomness, which tests replace.
package struct PluginTiming: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    /// Waits between two starts.
    package var pause: @Sendable (Duration) async throws -> Void
    /// A number from 0 to 1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.now = now
        self.pause = pause
        self.random = random
    }
}

/// How long to wait before the next start.
package struct BackOff: Sendable, Hashable {
    package var first: Duration = .milliseconds(100)
    package var longest: Duration = .seconds(30)

    package init() {}

    /// Twice as long after each failure, of which a random half stays: many that failed together don't start together.
    package func pause(afterFailures count: Int, random: Double) -> Duration {
        let doubled = first * (1 << min(count, 20))
        return min(doubled, longest) * (0.5 + random / 2)
    }
}
