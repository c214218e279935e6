import Synchronization

/// Lets one client at a time take its next step with the store, in an order that a seed decides: so every run of a seed
/// is the same, and every interleaving of what actions read and write can come up.
///
/// Each client has a time of its own, which goes on by a random stretch with each of its steps, and the one who is behind
/// all others is next. So where a client or an operation is left out, the others' order stays what it was.
final class StepScheduler: Sendable {
    /// Which client the current task is; nil outside of the run, where nothing waits.
    @TaskLocal static var client: Int?

    private struct Turn {
        var operation = 0
        var step = 0
        var time: UInt64 = 0
    }

    private struct Waiting {
        let time: UInt64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        /// Clients that are neither waiting nor done.
        var running: Int
        var turns: [Int: Turn] = [:]
        var waiting: [Waiting] = []
    }

    private let seed: UInt64
    private let state: Mutex<State>

    init(seed: UInt64, clients: Int) {
        self.seed = seed
        state = Mutex(State(running: clients))
    }

    /// Waits for this client's turn to begin one of its operations.
    func begin(_ operation: Int) async {
        await wait { ($0.operation, $0.step) = (operation, 0) }
    }

    /// Waits for this client's turn to go on.
    func step() async {
        await wait { $0.step += 1 }
    }

    /// A client that is done.
    func leave() {
        pause { _ in }
    }

    private func wait(_ change: (inout Turn) -> Void) async {
        guard let client = Self.client else { return }
        await withCheckedContinuation { continuation in
            pause { state in
                var turn = state.turns[client] ?? Turn()
                change(&turn)
                var random = SplitMix(seed: seed, -1, client, turn.operation, turn.step)
                // Mostly short, sometimes so long that others do a lot meanwhile.
                turn.time += (random.next() >> 32) >> Int.random(in: 0...6, using: &random)
                state.turns[client] = turn
                state.waiting.append(Waiting(time: turn.time, continuation: continuation))
            }
        }
    }

    /// One client less runs; when it was the last one, another goes on.
    private func pause(_ change: (inout State) -> Void) {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            change(&state)
            state.running -= 1
            guard state.running == 0,
                let first = state.waiting.indices.min(by: { state.waiting[$0].time < state.waiting[$1].time })
            else { return nil }
            state.running = 1
            return state.waiting.remove(at: first).continuation
        }
        next?.resume()
    }
}
