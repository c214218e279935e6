import HeapModule

/// Finds changes by looking at refs: each repository at its own pace, so many at once and no more.
///
/// A look that fails is repeated later and later, up to an hour apart.
package actor RefPoller<Time: Clock> where Time.Duration == Duration {
    /// Reads a repository's refs.
    package typealias Look = @Sendable (GitRemote) async throws(GitError) -> RefListing

    private struct Entry {
        var repository: PolledRepository
        var failures = 0
        /// Tells an entry from an earlier one of the same id.
        let generation: Int
    }

    private struct Due: Comparable {
        let instant: Time.Instant
        let id: String
        let generation: Int

        static func < (left: Due, right: Due) -> Bool { left.instant < right.instant }
    }

    private let look: Look
    private let maxConcurrent: Int
    private let clock: Time
    private let random: @Sendable () -> Double
    private let report: @Sendable (RefPoll) async -> Void
    private var entries: [String: Entry] = [:]
    /// Also has what was removed or replaced meanwhile, until its time comes.
    private var queue = Heap<Due>()
    private var generation = 0
    private var running = 0
    /// When the earliest timer goes off that is set.
    private var timer: Time.Instant?
    private let wakes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - maxConcurrent: How many repositories are looked at at once.
    ///   - clock: Tells what is due.
    ///   - random: Numbers from 0 up to 1, for the jitter.
    ///   - look: Reads a repository's refs.
    ///   - report: Told of first looks, changes and failures; the next look at a repository waits for it.
    package init(
        maxConcurrent: Int, clock: Time, random: @Sendable @escaping () -> Double = { Double.random(in: 0..<1) },
        look: @escaping Look, report: @Sendable @escaping (RefPoll) async -> Void
    ) {
        self.maxConcurrent = maxConcurrent
        self.clock = clock
        self.random = random
        self.look = look
        self.report = report
    }

    /// Adds a repository, or replaces what is known of it. The first look comes within one interval.
    package func add(_ repository: PolledRepository) {
        generation += 1
        entries[repository.id] = Entry(repository: repository, generation: generation)
        schedule(repository.id, generation, after: repository.interval * random())
    }

    /// Looks at a repository no more. A look that is under way is not reported.
    package func remove(_ id: String) {
        entries[id] = nil
    }

    /// Looks, until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            wakes.continuation.yield()
            for await _ in wakes.stream {
                while running < maxConcurrent, let entry = takeDue() {
                    running += 1
                    group.addTask { await self.poll(entry.repository, entry.generation) }
                }
                guard running < maxConcurrent, let next = queue.min?.instant, timer.map({ next < $0 }) ?? true else {
                    continue
                }
                timer = next
                group.addTask {
                    try? await self.clock.sleep(until: next, tolerance: nil)
                    await self.goOff(next)
                }
            }
        }
    }

    private func goOff(_ instant: Time.Instant) {
        if timer == instant { timer = nil }
        wakes.continuation.yield()
    }

    private func takeDue() -> Entry? {
        while let due = queue.min, due.instant <= clock.now {
            queue.removeMin()
            if let entry = entries[due.id], entry.generation == due.generation { return entry }
        }
        return nil
    }

    private func schedule(_ id: String, _ generation: Int, after wait: Duration) {
        queue.insert(Due(instant: clock.now.advanced(by: wait), id: id, generation: generation))
        wakes.continuation.yield()
    }

    private func poll(_ repository: PolledRepository, _ generation: Int) async {
        let outcome: RefPoll.Outcome?
        do throws(GitError) {
            let listing = try await look(repository.remote)
            if let lastSeen = repository.lastSeen {
                let changes = listing.changes(since: lastSeen)
                outcome = changes.isEmpty ? nil : .changed(changes, listing)
            } else {
                outcome = .first(listing)
            }
        } catch {
            outcome = .failed(error)
        }
        if !Task.isCancelled, entries[repository.id]?.generation == generation {
            if let outcome { await report(RefPoll(repository: repository.id, outcome: outcome)) }
            finish(repository.id, generation, outcome)
        }
        running -= 1
        wakes.continuation.yield()
    }

    private func finish(_ id: String, _ generation: Int, _ outcome: RefPoll.Outcome?) {
        // It may have been removed or replaced while the report was under way.
        guard var entry = entries[id], entry.generation == generation else { return }
        switch outcome {
        case .first(let listing), .changed(_, let listing):
            entry.repository.lastSeen = listing
            entry.failures = 0
        case .failed: entry.failures += 1
        case nil: entry.failures = 0
        }
        entries[id] = entry
        let interval = entry.repository.interval
        let wait = min(interval * (1 << min(entry.failures, 20)), max(interval, .seconds(3600)))
        schedule(id, generation, after: wait * (0.9 + 0.2 * random()))
    }
}
