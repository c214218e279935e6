import EtcdAccess
import Synchronization

/// What the watch has told and is not applied yet.
///
/// A transaction of the copy costs more than what is in it. So what nobody waits for is gathered for a moment, and applied
/// together; what somebody waits for is applied at once, with all that came before.
final class ToldBatches: Sendable {
    private struct State {
        var waiting: EtcdWatchBatch?
        /// Whether it was gathered for long enough.
        var isDue = false
    }

    private let state = Mutex(State())
    /// Whether somebody waits for what there is up to a revision.
    private let isAwaited: @Sendable (_ revision: Int) -> Bool
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let (beginnings, beginning) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let (departures, departure) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    /// With so many events it is time to apply them; with twice as many, etcd has to wait.
    private static let maxEvents = 1_000
    /// For how long is gathered what nobody waits for.
    private static let gathering = Duration.milliseconds(20)

    init(isAwaited: @escaping @Sendable (_ revision: Int) -> Bool) {
        self.isAwaited = isAwaited
    }

    /// Adds a batch, and waits as long as too much is there.
    func add(_ batch: EtcdWatchBatch) async {
        var (count, isFirst) = state.withLock { state in
            let isFirst = state.waiting == nil
            // Taken out, so that it is not copied.
            var whole = state.waiting.take() ?? EtcdWatchBatch(events: [], revision: 0)
            whole.events += batch.events
            whole.revision = batch.revision
            let count = whole.events.count
            state.waiting = consume whole
            return (count, isFirst)
        }
        if isFirst { beginning.yield() }
        if count >= Self.maxEvents || isAwaited(batch.revision) { arrival.yield() }
        while count > 2 * Self.maxEvents {
            for await _ in departures { break }
            if Task.isCancelled { return }
            count = state.withLock { $0.waiting?.events.count ?? 0 }
        }
    }

    /// Looks again whether somebody waits.
    func look() { arrival.yield() }

    /// Takes all that is there, once it is time.
    ///
    /// - Returns: Nil when the task was cancelled.
    func next() async -> EtcdWatchBatch? {
        for await _ in arrivals {
            guard let revision = state.withLock({ $0.waiting?.revision }) else { continue }
            let isAwaited = isAwaited(revision)
            let batch: EtcdWatchBatch? = state.withLock { state in
                guard isAwaited || state.isDue || state.waiting?.events.count ?? 0 >= Self.maxEvents else { return nil }
                state.isDue = false
                return state.waiting.take()
            }
            if let batch {
                departure.yield()
                return batch
            }
        }
        return nil
    }

    /// Says when what was gathered is due, until the task is cancelled.
    func remind() async {
        for await _ in beginnings {
            try? await Task.sleep(for: Self.gathering)
            state.withLock { state in state.isDue = state.waiting != nil }
            arrival.yield()
        }
    }
}
