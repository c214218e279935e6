import Foundation
import Synchronization

/// What waits for one sink: hands out projects that are due to those who ask for one.
///
/// It is changed on the thread that writes, in the order of the commits, so it never disagrees with the file.
final class SinkQueue: Sendable {
    private struct State {
        var schedule = SinkSchedule()
        var recent = RecentDeliveries()
        var waiting: [(number: Int, continuation: CheckedContinuation<String?, Never>)] = []
        var lastNumber = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    var depth: Int { state.withLock { $0.schedule.depth } }
    var oldest: Date? { state.withLock { $0.schedule.oldest } }

    /// The first deliveries of a project, as far as they are in memory; none when they have to be read.
    func recent(_ project: String, count: Int) -> [QueuedDelivery] {
        state.withLock { $0.recent.first(count, of: project) }
    }

    /// Waits for a project that is due; nil once the queue is closed, or the task is cancelled.
    func next() async -> String? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: String?? = state.withLock { state in
                    if state.isClosed || Task.isCancelled { return .some(nil) }
                    if let project = state.schedule.take(now: now()) { return project }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let cancelled = state.withLock { state in
                let place = state.waiting.firstIndex { $0.number == number }
                return place.map { state.waiting.remove(at: $0).continuation }
            }
            cancelled?.resume(returning: nil)
        }
    }

    /// Hands out what is due by now. Whoever waits for a time to come calls this when it has.
    func wake() { change { _, _, _ in } }

    /// Changes the schedule, then hands out what is due.
    func change(_ body: (inout SinkSchedule, inout RecentDeliveries, Date) -> Void) {
        let time = now()
        let handed = state.withLock { state in
            body(&state.schedule, &state.recent, time)
            var handed: [(CheckedContinuation<String?, Never>, String)] = []
            while !state.waiting.isEmpty, let project = state.schedule.take(now: time) {
                handed.append((state.waiting.removeFirst().continuation, project))
            }
            return handed
        }
        for (continuation, project) in handed { continuation.resume(returning: project) }
    }

    /// Hands out nothing more.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
    }
}
