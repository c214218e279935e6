/// Stops asking what keeps failing. After a pause one question is let through; its answer decides.
package struct CircuitBreaker: Sendable {
    /// How many failures in a row open it.
    let threshold: Int
    /// How long it stays open.
    let pause: Duration
    private var state = State.closed(failures: 0)

    private enum State {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant)
        case probing
    }

    package init(threshold: Int = 5, pause: Duration = .seconds(30)) {
        self.threshold = threshold
        self.pause = pause
    }

    package var isOpen: Bool {
        if case .closed = state { false } else { true }
    }

    /// Whether a question may be asked now: nil when it may, otherwise after how long.
    package mutating func refusal(now: ContinuousClock.Instant) -> Duration? {
        switch state {
        case .closed: return nil
        case .probing: return .seconds(1)
        case .open(let until):
            guard now >= until else { return now.duration(to: until) }
            state = .probing
            return nil
        }
    }

    package mutating func succeeded() {
        state = .closed(failures: 0)
    }

    package mutating func failed(now: ContinuousClock.Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < threshold: state = .closed(failures: failures + 1)
        case .closed, .probing: state = .open(until: now + pause)
        case .open: break
        }
    }

    /// The question was given up before anybody could know: the next one is the probe.
    package mutating func abandoned(now: ContinuousClock.Instant) {
        if case .probing = state { state = .open(until: now) }
    }
}
