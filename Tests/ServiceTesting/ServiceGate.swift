import Synchronization

/// Lets a few tests at a time have services, and the others wait for their turn.
///
/// All tests start at once, and each service opens files and threads. `Foundation.Process` reads past the end of a
/// directory buffer in a process with more than some 1,300 open files, and takes all tests with it.
package enum ServiceGate {
    private struct State {
        var free = 28
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private static let state = Mutex(State())

    /// Runs `body` when it is its turn.
    package static func pass<Value>(_ body: () async throws -> Value) async throws -> Value {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        defer { leave() }
        return try await body()
    }

    private static func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return CheckedContinuation<Void, Never>?.none
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
