import HTTPTransport
import Synchronization

/// A caller that waits for a transfer. It is answered exactly once.
final class CurlTicket: Sendable {
    typealias Outcome = Result<TransportResponse, TransportError>

    private struct State {
        var continuation: CheckedContinuation<Outcome, Never>?
        var early: Outcome?
        var isCancelled = false
    }

    private let state = Mutex(State())
    /// What bodies that come piece by piece go through; nil for values.
    let pipes: CurlPipes?

    init(pipes: CurlPipes? = nil) {
        self.pipes = pipes
    }

    /// Waits for the answer; `start` runs once it can come.
    func wait(start: (CurlTicket) -> Void) async -> Outcome {
        await withCheckedContinuation { continuation in
            let early: Outcome? = state.withLock { state in
                if state.early == nil { state.continuation = continuation }
                return state.early
            }
            if let early {
                continuation.resume(returning: early)
            } else {
                start(self)
            }
        }
    }

    func answer(_ outcome: Outcome) {
        let continuation = state.withLock { state in
            let waiting = state.continuation
            state.continuation = nil
            if waiting == nil, state.early == nil { state.early = outcome }
            return waiting
        }
        continuation?.resume(returning: outcome)
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
        answer(.failure(TransportError(.cancelled, "the task was cancelled")))
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }
}
