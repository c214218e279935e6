/// Bounds work by time.
enum Deadline {
    /// Runs `work` until it ends or the time is over, whichever comes first; then it is cancelled.
    ///
    /// - Returns: What `work` returned, or nil when it was too late.
    static func run<Value: Sendable>(
        until limit: ContinuousClock.Instant, _ work: @Sendable @escaping () async -> Value
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(until: limit, clock: .continuous)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
