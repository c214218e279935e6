import Synchronization

/// Bytes on their way from one task or thread to another, never many at once: whoever is faster waits.
package final class BytePipe: Sendable {
    /// What somebody who can't wait finds.
    package enum Found: Sendable, Hashable {
        case bytes([UInt8])
        /// Nothing now: it is told when there is something.
        case nothing
        case end
        case failure
    }

    private enum End {
        case complete, failed
    }

    private struct State {
        var bytes: [UInt8] = []
        var end: End?
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
        /// Whether the one who can't wait found it empty, or full.
        var isToldOfChange = false
        /// The most bytes that have been in it at once.
        var peak = 0

        /// Those who wait for a change, to be told outside of the lock.
        mutating func woken() -> Woken {
            defer { (reader, writer, isToldOfChange) = (nil, nil, false) }
            return Woken(continuations: [reader, writer].compactMap { $0 }, isToldOfChange: isToldOfChange)
        }
    }

    private struct Woken {
        var continuations: [CheckedContinuation<Void, Never>] = []
        var isToldOfChange = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let changed: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: How many bytes wait in it before whoever brings more has to.
    ///   - changed: Tells the side that can't wait to look again.
    package init(limit: Int = 256 * 1024, changed: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.changed = changed
    }

    /// The most bytes that were in it at once.
    package var peak: Int { state.withLock { $0.peak } }
    package var hasFailed: Bool { state.withLock { $0.end == .failed } }

    /// Brings bytes once there is room for them.
    ///
    /// - Returns: Whether anybody still wants more.
    package func put(_ bytes: [UInt8]) async -> Bool {
        while true {
            switch offer(bytes) {
            case .taken: return true
            case .ended: return false
            case .full: await wait(\.writer) { $0.bytes.count >= self.limit && $0.end == nil }
            }
        }
    }

    package enum Offer: Sendable, Hashable {
        case taken, full, ended
    }

    /// Brings bytes if there is room for them. Between empty and full, a piece of any size has room.
    package func offer(_ bytes: [UInt8]) -> Offer {
        let (offer, woken) = state.withLock { state in
            if state.end != nil { return (Offer.ended, Woken()) }
            if state.bytes.count >= limit {
                state.isToldOfChange = true
                return (.full, Woken())
            }
            state.bytes += bytes
            state.peak = max(state.peak, state.bytes.count)
            return (.taken, state.woken())
        }
        tell(woken)
        return offer
    }

    /// The bytes that are there, once there are some.
    ///
    /// - Returns: Nil at the end.
    package func take() async -> [UInt8]? {
        while true {
            switch look(atMost: .max) {
            case .bytes(let bytes): return bytes
            case .end, .failure: return nil
            case .nothing: await wait(\.reader) { $0.bytes.isEmpty && $0.end == nil }
            }
        }
    }

    /// Takes what is there.
    package func look(atMost count: Int) -> Found {
        let (found, woken) = state.withLock { state in
            if state.end == .failed { return (Found.failure, Woken()) }
            if state.bytes.isEmpty {
                if state.end != nil { return (.end, Woken()) }
                state.isToldOfChange = true
                return (.nothing, Woken())
            }
            let taken: [UInt8]
            if state.bytes.count <= count {
                taken = state.bytes
                state.bytes = []
            } else {
                taken = Array(state.bytes.prefix(count))
                state.bytes.removeFirst(count)
            }
            return (.bytes(taken), state.woken())
        }
        tell(woken)
        return found
    }

    /// Says that nothing more comes, or that nobody wants more.
    package func end() { end(.complete) }

    /// Says that what would follow is missing.
    package func fail() { end(.failed) }

    private func end(_ end: End) {
        let woken = state.withLock { state in
            state.end = state.end ?? end
            return state.woken()
        }
        tell(woken)
    }

    private func tell(_ woken: Woken) {
        for continuation in woken.continuations { continuation.resume() }
        if woken.isToldOfChange { changed() }
    }

    private func wait(
        _ place: WritableKeyPath<State, CheckedContinuation<Void, Never>?>, while isTrue: @Sendable (State) -> Bool
    ) async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard isTrue(state) else { return false }
                state[keyPath: place] = continuation
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }
}
