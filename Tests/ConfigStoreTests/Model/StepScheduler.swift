import Synchronization

/// Lets one client at a time take its next step with the store, in an order that a seed decides: so every run of a seed
/// is the same, and every interleaving of what actions read and write can come up.
final class StepScheduler: Sendable {
    /// Which client the current task is; nil outside of the run, where nothing waits.
    @TaskLocal static var client: Int?

    private struct State {
        var random: SplitMix
        /// Clients that are neither waiting nor done.
        var running: Int
        var waiting: [(client: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(seed: UInt64, clients: Int) {
        state = Mutex(State(random: SplitMix(seed: seed, -1), running: clients))
    }

    /// Waits for this client's turn.
    func step() async {
        guard let client = Self.client else { return }
        await withCheckedContinuation { continuation in
            pause { $0.waiting.append((client, continuation)) }
        }
    }

    /// A client that is done.
    func leave() {
        pause { _ in }
    }

    /// One client less runs; when it was the last one, another goes on.
    private func pause(_ change: (inout State) -> Void) {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            change(&state)
            state.running -= 1
            guard state.running == 0, !state.waiting.isEmpty else { return nil }
            state.waiting.sort { $0.client < $1.client }
            state.running = 1
            let chosen = Int.random(in: state.waiting.indices, using: &state.random)
            return state.waiting.remove(at: chosen).continuation
        }
        next?.resume()
    }
}
