import ConfigStore
import EtcdServing
import EtcdStore
import Foundation
import ServiceKit
import ServiceTesting
import Testing

@Suite("Instances over one etcd", .serviceLogs)
struct EtcdStoreTests {
    /// Runs `body` with stores over one etcd, each with a folder of its own.
    static func with(
        _ count: Int, options: [String] = [],
        _ body: (EtcdServer, [EtcdStore], _ directory: String) async throws -> Void
    ) async throws {
        try await ServiceGate.pass {
            try await EtcdServer.with(options: options) { server in
                try await StoreKind.withDirectory { directory in
                    var stores: [EtcdStore] = []
                    for number in 0..<count {
                        stores.append(try await StoreKind.open(server, "\(directory)/\(number)"))
                    }
                    try await body(server, stores, directory)
                    for store in stores { await store.close() }
                }
            }
        }
    }

    private static let key = RecordKey("thing", "1")

    @Test("see what another one committed once they have its revision")
    func visibility() async throws {
        try await Self.with(2) { _, stores, _ in
            let revision = try await stores[0].commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
            #expect(stores[0].revision >= revision)
            try await stores[1].wait(for: revision)
            #expect(try await stores[1].record(holding: Claim("name", "one"))?.id == "1")
            #expect(try await stores[1].record(Self.key)?.revision == 1)
        }
    }

    @Test("refuse what another one's commit has made wrong, with the guard that failed")
    func guards() async throws {
        try await Self.with(2) { _, stores, _ in
            try await stores[0].commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
            // The other one may not have seen it yet: etcd has.
            await #expect(throws: GuardFailure.alreadyExists(Self.key)) {
                try await stores[1].commit(SQLiteStoreTests.creation("1"))
            }
            await #expect(throws: GuardFailure.taken(Claim("name", "one"))) {
                try await stores[1].commit(SQLiteStoreTests.creation("2", claims: [Claim("name", "one")]))
            }
        }
    }

    @Test("take no more claims than were counted, however many try at once", arguments: [1, 40])
    func counted(already: Int) async throws {
        try await Self.with(3) { _, stores, _ in
            let base = (0..<already).map { Claim("name", "a/base\($0)") }
            try await stores[0].commit(SQLiteStoreTests.creation("1", claims: base))
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        var transaction = Transaction()
                        transaction.takes = [.init(claim: Claim("name", "a/\(number)"), holder: Self.key)]
                        transaction.counted = [.init(space: "name", prefix: "a/", count: already + 1)]
                        do {
                            try await stores[number % 3].commit(transaction)
                            return true
                        } catch is GuardFailure {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(taken == 1)
        }
    }

    @Test("commit more at once than etcd takes in one go, whole or not at all, beside others")
    func large() async throws {
        try await Self.with(2) { _, stores, _ in
            func large(_ name: String) -> Transaction {
                var transaction = Transaction()
                for number in 0..<300 {
                    transaction.puts.append(SQLiteStoreTests.put("\(name)\(number)"))
                    transaction.takes.append(
                        .init(
                            claim: Claim("name", "\(name)/\(number)"), holder: RecordKey("thing", "\(name)\(number)")))
                }
                return transaction
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["a", "b"] {
                    group.addTask { try await stores[name == "a" ? 0 : 1].commit(large(name)) }
                }
                for number in 0..<100 {
                    group.addTask { try await stores[number % 2].commit(SQLiteStoreTests.creation("small\(number)")) }
                }
                try await group.waitForAll()
            }
            var second = large("c")
            second.takes.append(.init(claim: Claim("name", "a/7"), holder: RecordKey("thing", "c0")))
            await #expect(throws: GuardFailure.taken(Claim("name", "a/7"))) { try await stores[1].commit(second) }
            let counts = try await stores[1].read { snapshot in
                ["a/", "b/", "c/"].map { (try? snapshot.claimCount("name", prefix: $0)) ?? -1 }
            }
            #expect(counts == [300, 300, 0])
        }
    }

    @Test(
        "go on from where they were when they are opened again, also when etcd's history begins later",
        arguments: [false, true])
    func reopened(isCompacted: Bool) async throws {
        try await Self.with(1) { server, stores, directory in
            let other = try await StoreKind.open(server, directory + "/other")
            try await stores[0].commit(SQLiteStoreTests.creation("1"))
            await other.close()
            var last = 0
            for number in 2..<20 { last = try await stores[0].commit(SQLiteStoreTests.creation("\(number)")) }
            if isCompacted { try await server.control("compact", "\(last)") }
            let again = try await StoreKind.open(server, directory + "/other")
            #expect(again.revision == last)
            let ids = try await again.read { try $0.records(of: "thing", after: "", limit: 100).map(\.id) }
            #expect(ids.count == 19)
            await again.close()
        }
    }

    @Test("become another generation at once, which begins with what was written into it")
    func generations() async throws {
        try await Self.with(2) { _, stores, _ in
            try await stores[0].commit(SQLiteStoreTests.creation("old", claims: [Claim("name", "old")]))
            let writer = try await stores[0].beginGeneration()
            let record = SQLiteStoreTests.put("new", revision: 7)
            try await writer.write([.record(record)])
            try await writer.write([.claim(.init(claim: Claim("name", "new"), holder: record.key))])
            #expect(try await writer.verify().records == 1)
            #expect(try await stores[0].record(RecordKey("thing", "old")) != nil)
            try await writer.makeCurrent()
            try await stores[1].wait(for: stores[0].revision)
            for store in stores {
                #expect(try await store.record(RecordKey("thing", "old")) == nil)
                #expect(try await store.record(holding: Claim("name", "new"))?.revision == 7)
            }
            var change = Transaction()
            change.puts = [record]
            try await stores[1].commit(change)
            let items = try await stores[1].export { try await $0.next() }
            #expect(items == [.record(SQLiteStoreTests.put("new", revision: 8))])
            #expect(try await stores[0].generations().map(\.isCurrent) == [false, true])
            try await stores[0].deleteGeneration(1)
            #expect(try await stores[1].generations().map(\.number) == [2])
        }
    }

    @Test("tell what was committed, and know of each other's maintenance")
    func feed() async throws {
        try await Self.with(2) { server, stores, _ in
            let start = stores[1].revision
            let revision = try await stores[0].commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
            try await stores[1].wait(for: revision)
            guard case .commits(let commits) = try await stores[1].commits(after: start, limit: 10) else {
                Issue.record("nothing is kept")
                return
            }
            #expect(commits.map(\.revision) == [revision])
            #expect(commits.first?.changes.takes.map(\.claim) == [Claim("name", "one")])
            #expect(try await stores[1].commits(after: 0, limit: 10) == .compacted)
            async let wish = stores[1].maintenance(otherThan: MaintenanceWish(isWanted: false))
            try await stores[0].wantMaintenance(true)
            #expect(try await wish.isWanted)
            try await stores[0].wantMaintenance(false)
            try await stores[0].wantMaintenance(true, leaseSeconds: 30)
            let leased = try await stores[0].maintenance()
            try await stores[1].wantMaintenance(true, leaseSeconds: 40)
            let renewed = try await stores[1].maintenance()
            for store in stores { try await store.endMaintenance(wantedBy: leased) }
            #expect(try await stores[0].maintenance() == renewed && renewed.leaseSeconds == 40)
            for store in stores { try await store.endMaintenance(wantedBy: renewed) }
            #expect(try await !stores[0].maintenance().isWanted)
            let report = InstanceReport(name: "a", version: "1", mode: .maintenance, revision: 1, lastSeen: Date())
            try await stores[0].report(report)
            #expect(try await stores[1].instances().map(\.name) == ["a"])
            // A newer version may say what this one does not understand.
            try await server.control("put", "sallyport/instance/b", #"{"name":"b","mode":"hibernating"}"#)
            #expect(try await stores[1].instances().map(\.mode) == [.maintenance, .normal])
        }
    }
}
