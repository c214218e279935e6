import Hummingbird
import ServiceKit
import Synchronization

/// How far a part has come, and those who wait for that.
final class Progress: Sendable {
    private struct State {
        var count: Int
        var waiting: [(count: Int, continuation: CheckedContinuation<Int, Never>)] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(count: count))
    }

    func add() {
        let (reached, count) = state.withLock { state in
            state.count += 1
            let count = state.count
            let reached = state.waiting.filter { $0.count <= count }
            state.waiting.removeAll { $0.count <= count }
            return (reached, count)
        }
        for waiter in reached { waiter.continuation.resume(returning: count) }
    }

    /// Waits until the count is that high.
    func reaches(_ count: Int) async -> Int {
        await withCheckedContinuation { continuation in
            let reached = state.withLock { state -> Int? in
                if state.count >= count { return state.count }
                state.waiting.append((count, continuation))
                return nil
            }
            if let reached { continuation.resume(returning: reached) }
        }
    }

    /// `GET /progress?reaches=COUNT` is answered with the count once it is that high.
    func add(to router: Router<ServiceRequestContext>) {
        router.get("/progress") { request, _ in
            String(await self.reaches(request.uri.queryParameters["reaches"].flatMap { Int($0) } ?? 0))
        }
    }
}
