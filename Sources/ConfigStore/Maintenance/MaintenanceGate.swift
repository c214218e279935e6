import ServiceKit
import Synchronization

/// Where everything passes that maintenance stops: requests are turned away while it is closed, workers wait.
final class MaintenanceGate: Sendable {
    private struct State {
        var isOpen = true
        var inside = 0
    }

    private let state = Mutex(State())
    /// Grows whenever somebody who waits should look again.
    private let changes = RevisionProgress(0)

    /// Whether nothing passes, and nothing that did is still under way.
    var isDrained: Bool { state.withLock { !$0.isOpen && $0.inside == 0 } }

    func close() { set(isOpen: false) }
    func open() { set(isOpen: true) }

    /// Does something if the gate is open.
    ///
    /// - Throws: 503 `maintenance` when it is closed.
    func ifOpen<Value>(_ body: () async throws -> Value) async throws -> Value {
        guard enter() else {
            throw ServiceError(
                .unavailable, code: "maintenance", "the configstore is in maintenance: try again later",
                retryAfterSeconds: 5)
        }
        defer { leave() }
        return try await body()
    }

    /// Does something once the gate is open.
    ///
    /// - Throws: `CancellationError` while it waits.
    func whenOpen<Value>(_ body: () async throws -> Value) async throws -> Value {
        while true {
            let number = changes.revision
            if enter() { break }
            try await wait(after: number)
        }
        defer { leave() }
        return try await body()
    }

    /// Waits until nothing is under way any more. The gate is closed before.
    ///
    /// - Throws: `CancellationError`.
    func drained() async throws {
        while true {
            let number = changes.revision
            if isDrained { return }
            try await wait(after: number)
        }
    }

    private func wait(after number: Int) async throws {
        do {
            try await changes.waitWithoutLimit(for: number + 1)
        } catch {
            throw CancellationError()
        }
    }

    private func enter() -> Bool {
        state.withLock { state in
            if state.isOpen { state.inside += 1 }
            return state.isOpen
        }
    }

    private func leave() {
        let isLast = state.withLock { state in
            state.inside -= 1
            return !state.isOpen && state.inside == 0
        }
        if isLast { changes.advance() }
    }

    private func set(isOpen: Bool) {
        state.withLock { $0.isOpen = isOpen }
        changes.advance()
    }
}
