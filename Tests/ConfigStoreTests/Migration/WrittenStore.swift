import Foundation
import Synchronization

@testable import ConfigStore

/// A store that others write until they are told to pause.
final class WrittenStore: MigrationSource {
    let store: any DataStore
    let gate = MaintenanceGate()
    /// What is done when everything was read so many times.
    private let afterExport: @Sendable (_ number: Int) async -> Void
    /// What is done when somebody has looked whether it is paused.
    private let afterLook: @Sendable () async -> Void
    private let exports = Mutex(0)
    private let resumptions = Mutex(0)

    init(
        _ store: any DataStore, afterExport: @escaping @Sendable (_ number: Int) async -> Void = { _ in },
        afterLook: @escaping @Sendable () async -> Void = {}
    ) {
        self.store = store
        self.afterLook = afterLook
        self.afterExport = afterExport
    }

    var resumed: Int { resumptions.withLock { $0 } }

    func size() async throws -> Int { try await store.generations().first { $0.isCurrent }?.bytes ?? 0 }

    func export(_ receive: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
        try await StoreExporter(store: store, product: "test", now: { Date() }).export(receive)
        let number = exports.withLock { exports in
            exports += 1
            return exports
        }
        await afterExport(number)
    }

    func pause() async throws {
        gate.close()
        try await gate.drained()
    }

    /// It doesn't end by itself.
    func keepPaused() async throws { try await Task.sleep(for: .seconds(86_400)) }

    func isPaused() async throws -> Bool {
        let isPaused = gate.isDrained
        await afterLook()
        return isPaused
    }

    func stayPaused(at revision: Int) async throws -> Bool { gate.isDrained && store.revision == revision }

    func resume() async {
        resumptions.withLock { $0 += 1 }
        gate.open()
    }

    /// Changes, deletes and makes things in turn until it is told to pause.
    ///
    /// - Returns: How many commits it did.
    func write(seed: UInt64) async throws -> Int {
        var random = SplitMix(seed: seed, 7)
        var count = 0
        while !Task.isCancelled {
            let (id, number) = ("w\(seed)-\(random.next() % 50)", count)
            let key = RecordKey("other", id)
            let isDone: ()? = try? await gate.ifOpen {
                let found = try await store.record(key)
                var transaction = Transaction()
                let claim = Claim("written", id)
                switch (found, number % 3) {
                case (nil, _):
                    transaction.puts = [Record(kind: key.kind, id: id, body: Array("{}".utf8))]
                    transaction.takes = [.init(claim: claim, holder: key)]
                case (let found?, 0):
                    transaction.deletes = [found]
                    transaction.releases = [claim]
                case (var found?, _):
                    found.body = Array(#"{"number":\#(number)}"#.utf8)
                    transaction.puts = [found]
                }
                try await store.commit(transaction)
            }
            if isDone == nil { return count }
            count += 1
        }
        return count
    }
}
