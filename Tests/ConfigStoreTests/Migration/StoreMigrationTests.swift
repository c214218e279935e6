import EtcdAccess
import EtcdServing
import EtcdStore
import Foundation
import ServiceTesting
import Synchronization
import Testing

@testable import ConfigStore

@Suite("A migration", .serviceLogs, .timeLimit(.minutes(3)))
struct StoreMigrationTests {
    /// The lines of everything but header and footer.
    private static func lines(_ store: any DataStore) async throws -> [String] {
        try await ExportTests.lines(ExportTests.export(store)).dropFirst().dropLast().map { $0 }
    }

    /// Runs `body` with two empty stores of these kinds.
    private static func with(
        _ first: StoreKind, _ second: StoreKind,
        _ body: @Sendable (any DataStore, any DataStore & MigrationTarget) async throws -> Void
    ) async throws {
        try await first.with { first in
            try await second.with { second in
                try await body(first, try #require(second as? any DataStore & MigrationTarget))
            }
        }
    }

    @Test(
        "while others write brings over everything as it is at last, either way",
        arguments: [(StoreKind.sqlite, StoreKind.etcd), (.etcd, .sqlite), (.sqlite, .sqlite)])
    func whileOthersWrite(from: StoreKind, to: StoreKind) async throws {
        try await Self.with(from, to) { store, target in
            var random = SplitMix(seed: 4, 0)
            try await ExportTests.fill(store, count: 400, random: &random)
            let source = WrittenStore(store) { number in
                if number == 1 { try? await store.wait(for: store.revision + 1) }
            }
            let outcome = try await withThrowingTaskGroup(of: Int.self) { group in
                for seed in 0..<3 { group.addTask { try await source.write(seed: UInt64(seed)) } }
                let outcome = try await StoreMigration(from: source, to: target).run()
                for try await count in group { #expect(count > 0) }
                return outcome
            }
            let lines = try await Self.lines(store)
            #expect(try await Self.lines(target) == lines)
            #expect(
                outcome.sum.counts.records + outcome.sum.counts.claims + outcome.sum.counts.references == lines.count)
            #expect(outcome.changesMeanwhile > 0)
            #expect(outcome.revision == store.revision)
            #expect(source.resumed == 0)
            // It can be worked with at once, and has one revision more.
            try await target.commit(SQLiteStoreTests.creation("after"))
            #expect(try await target.record(RecordKey("thing", "after"))?.revision == 1)
            #expect(try await store.record(RecordKey("thing", "after")) == nil)
        }
    }

    @Test("goes through everything that is other: pages of it, at the beginning, in between and at the end")
    func differences() async throws {
        try await Self.with(.sqlite, .sqlite) { store, target in
            let keys = (0..<3_000).map { RecordKey("thing", "\($0)") }
            var before = Transaction()
            before.puts = keys.map { Record(kind: $0.kind, id: $0.id, body: Array("{}".utf8)) }
            before.takes = keys.map { .init(claim: Claim("name", $0.id), holder: $0) }
            try await store.commit(before)
            let source = WrittenStore(store) { number in
                guard number == 1 else { return }
                var random = SplitMix(seed: 9, 0)
                var transaction = Transaction()
                for key in keys {
                    let choice = random.next() % 4
                    let record = Record(kind: key.kind, id: key.id, revision: 1, body: Array(#"{"new":1}"#.utf8))
                    if choice == 0 { transaction.puts.append(record) }
                    if choice == 1 {
                        transaction.deletes.append(record)
                        transaction.releases.append(Claim("name", key.id))
                    }
                    if choice == 2 {
                        let other = RecordKey("apart", key.id)
                        transaction.puts.append(Record(kind: other.kind, id: other.id, body: Array("{}".utf8)))
                        transaction.releases.append(Claim("name", key.id))
                        transaction.takes.append(.init(claim: Claim("name", key.id), holder: other))
                        transaction.addedReferences.append(Reference(from: other, to: key))
                    }
                }
                _ = try? await store.commit(transaction)
            }
            let outcome = try await StoreMigration(from: source, to: target).run()
            #expect(outcome.changesMeanwhile > 2_000)
            #expect(try await Self.lines(target) == Self.lines(store))
        }
    }

    @Test("whose target does not have what it should leaves the source in charge", arguments: StoreKind.allCases)
    func different(kind: StoreKind) async throws {
        try await Self.with(.sqlite, kind) { store, target in
            var random = SplitMix(seed: 5, 0)
            try await ExportTests.fill(store, count: 50, random: &random)
            let source = WrittenStore(store)
            await #expect {
                _ = try await StoreMigration(from: source, to: ForgetfulTarget(wrapped: target)).run()
            } throws: {
                guard case MigrationProblem.different(let expected, let found) = $0 else { return false }
                return expected.counts.records == 50 && found.counts.records == 50
            }
            #expect(source.resumed == 1)
            #expect(try await Self.lines(target).isEmpty)
            #expect(try await target.generations().map(\.isCurrent) == [true])
            _ = try await StoreMigration(from: source, to: target).run()
            #expect(try await Self.lines(target) == Self.lines(store))
        }
    }

    @Test("during which maintenance has ended leaves the source in charge")
    func written() async throws {
        try await Self.with(.sqlite, .sqlite) { store, target in
            try await store.commit(SQLiteStoreTests.creation("1"))
            let source = Mutex(WrittenStore?.none)
            let made = WrittenStore(store) { number in
                if number == 2 { source.withLock { $0 }?.gate.open() }
            }
            source.withLock { $0 = made }
            await #expect(throws: MigrationProblem.written) {
                _ = try await StoreMigration(from: made, to: target).run()
            }
            #expect(try await Self.lines(target).isEmpty)
        }
    }

    @Test("after whose last look somebody has written leaves the source in charge", arguments: StoreKind.allCases)
    func writtenLast(kind: StoreKind) async throws {
        try await Self.with(.sqlite, kind) { store, target in
            try await store.commit(SQLiteStoreTests.creation("1"))
            let source = WrittenStore(store, afterLook: { _ = try? await store.commit(SQLiteStoreTests.creation("2")) })
            await #expect(throws: MigrationProblem.written) {
                _ = try await StoreMigration(from: source, to: target).run()
            }
            #expect(source.resumed == 1)
            // Nobody uses what the target has: the next one takes its place.
            _ = try await StoreMigration(from: WrittenStore(store), to: target).run()
            #expect(try await Self.lines(target) == Self.lines(store))
        }
    }

    @Test("into an etcd in which somebody writes meanwhile, or begins another one, changes nothing there")
    func targetUsedMeanwhile() async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            let other = try await StoreKind.open(server, directory + "/other")
            let local = try SQLiteStore(directory: directory + "/source")
            try await local.commit(SQLiteStoreTests.creation("1"))
            let meddling: [@Sendable () async throws -> Void] = [
                { _ = try await other.beginMigration() },
                { _ = try await other.commit(SQLiteStoreTests.creation("own")) },
            ]
            for meddle in meddling {
                let source = WrittenStore(local) { number in
                    if number == 2 { try? await meddle() }
                }
                // What was written is gone, or can't be made the current one.
                await #expect(throws: (any Error).self) {
                    _ = try await StoreMigration(from: source, to: stores[0]).run()
                }
                #expect(source.resumed == 1)
            }
            #expect(try await stores[0].record(RecordKey("thing", "1")) == nil)
            #expect(try await stores[0].record(RecordKey("thing", "own")) != nil)
            await other.close()
            await local.close()
        }
    }

    @Test("is refused by a store that has data, and not by what an earlier one has left", arguments: StoreKind.allCases)
    func targets(kind: StoreKind) async throws {
        try await Self.with(.sqlite, kind) { store, target in
            try await store.commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
            let source = WrittenStore(store)
            // One that was killed, and one that was finished and never used.
            let left = try await target.beginMigration()
            try await left.write(ExportTests.items(store))
            for _ in 0..<2 { _ = try await StoreMigration(from: source, to: target).run() }
            #expect(try await target.record(holding: Claim("name", "one"))?.id == "1")
            // What was killed is gone.
            if kind == .etcd { #expect(try await target.generations().map(\.isCurrent) == [false, true]) }
            try await target.commit(SQLiteStoreTests.creation("2"))
            let before = try await Self.lines(target)
            await #expect {
                _ = try await StoreMigration(from: source, to: target).run()
            } throws: {
                if case MigrationProblem.inUse = $0 { true } else { false }
            }
            #expect(try await Self.lines(target) == before)
            await left.discard()
        }
    }

    @Test("into an etcd that dies meanwhile leaves the source in charge, and the next one works")
    func killedEtcd() async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            let local = try SQLiteStore(directory: directory + "/source")
            var random = SplitMix(seed: 6, 0)
            try await ExportTests.fill(local, count: 300, random: &random)
            // Once after the copy, and once when all is there and being compared.
            for number in 1...2 {
                let source = WrittenStore(local) { if $0 == number { await server.kill() } }
                await #expect(throws: StoreError.self) {
                    _ = try await StoreMigration(from: source, to: stores[0]).run()
                }
                #expect(source.resumed == 1)
                try await server.start()
                while (try? await stores[0].generations()) == nil { await Task.yield() }
            }
            let again = try await StoreKind.open(server, directory + "/again")
            #expect(try await Self.lines(again).isEmpty)
            _ = try await StoreMigration(from: WrittenStore(local), to: again).run()
            #expect(try await Self.lines(again) == Self.lines(local))
            await again.close()
            await local.close()
        }
    }

    @Test("is refused before anything is written when there is no room for it, with what is needed and what is there")
    func room() async throws {
        try await EtcdStoreTests.with(1, options: ["--quota-backend-bytes", "4194304"]) { server, stores, directory in
            let local = try SQLiteStore(directory: directory + "/source")
            var transaction = Transaction()
            let body = Array((#"{"text":""# + String(repeating: "x", count: 40_000) + #""}"#).utf8)
            transaction.puts = (0..<100).map { Record(kind: "thing", id: "\($0)", body: body) }
            try await local.commit(transaction)
            var settings = server.settings
            settings.quotaBytes = 4 * 1024 * 1024
            let target = try await EtcdStore.open(
                settings, directory: directory + "/told", logger: TestLog.current.logger(service: "etcdstore"))
            let source = WrittenStore(local)
            await #expect {
                _ = try await StoreMigration(from: source, to: target).run()
            } throws: {
                guard let missing = $0 as? MissingRoom else { return false }
                return missing.place == "etcd" && missing.neededBytes > missing.freeBytes && missing.freeBytes > 0
            }
            #expect(source.resumed == 0)
            #expect(try await target.generations().count == 1)
            await target.close()
            await #expect(throws: MissingRoom.self) { try await local.requireRoom(for: 1 << 60) }
            await #expect(throws: MissingRoom.self) { try await stores[0].requireRoom(for: 1 << 31) }
            try await local.requireRoom(for: 1_000)
            try await stores[0].requireRoom(for: 1_000)
            await local.close()
        }
    }
}

/// A target that has another body in one record than it was given.
private struct ForgetfulTarget: MigrationTarget {
    let wrapped: any DataStore & MigrationTarget

    func beginMigration() async throws -> any GenerationWriter {
        ForgetfulWriter(wrapped: try await wrapped.beginMigration())
    }
    func export<Value: Sendable>(_ body: (any StoreExport) async throws -> Value) async throws -> Value {
        try await wrapped.export(body)
    }
    func beginGeneration() async throws -> any GenerationWriter { try await wrapped.beginGeneration() }
    func generations() async throws -> [Generation] { try await wrapped.generations() }
    func deleteGeneration(_ number: Int) async throws { try await wrapped.deleteGeneration(number) }
    func requireRoom(for bytes: Int) async throws { try await wrapped.requireRoom(for: bytes) }
}

private struct ForgetfulWriter: GenerationWriter {
    let wrapped: any GenerationWriter

    var number: Int { wrapped.number }
    func write(_ items: [StoredItem]) async throws { try await wrapped.write(items) }
    func amend(_ amendment: GenerationAmendment) async throws { try await wrapped.amend(amendment) }
    func written(after item: StoredItem?) async throws -> [StoredItem] { try await wrapped.written(after: item) }
    func makeCurrent() async throws { try await wrapped.makeCurrent() }
    func discard() async { await wrapped.discard() }

    /// After everything was brought over, and before it is read back.
    func verify() async throws -> StoredCounts {
        guard case .record(var record)? = try await wrapped.written(after: nil).first else {
            return try await wrapped.verify()
        }
        record.revision += 1
        var amendment = GenerationAmendment()
        amendment.put(.record(record))
        try await wrapped.amend(amendment)
        return try await wrapped.verify()
    }
}
