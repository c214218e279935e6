import Synchronization

@testable import ConfigStore

/// A store where something else happens once at a chosen moment: the interleaving that a directed test is about.
final class InterruptedStore: StoreWrapper {
    typealias Interruption = @Sendable () async throws -> Void

    private let base: any DataStore
    private let next = Mutex<(commit: Interruption?, read: Interruption?)>((nil, nil))

    init(_ base: any DataStore) {
        self.base = base
    }

    /// Does something after the next action has read and before what it wrote is applied.
    func beforeNextCommit(_ interruption: @escaping Interruption) { next.withLock { $0.commit = interruption } }
    /// Does something after the next read.
    func afterNextRead(_ interruption: @escaping Interruption) { next.withLock { $0.read = interruption } }

    var wrapped: any DataStore { base }

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        let interruption = take(\.read)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await base.read(body))
        } catch {
            outcome = .failure(error)
        }
        try await interruption?()
        return try outcome.get()
    }

    func commit(_ transaction: Transaction) async throws -> Int {
        try await take(\.commit)?()
        return try await base.commit(transaction)
    }

    func record(holding claim: Claim) async throws -> Record? { try await base.record(holding: claim) }
    func record(_ key: RecordKey) async throws -> Record? { try await base.record(key) }
    func close() async { await base.close() }

    private func take(_ which: WritableKeyPath<(commit: Interruption?, read: Interruption?), Interruption?>)
        -> Interruption?
    {
        next.withLock { next in
            defer { next[keyPath: which] = nil }
            return next[keyPath: which]
        }
    }
}
