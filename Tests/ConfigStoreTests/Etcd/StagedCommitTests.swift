import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import EtcdAccess
import EtcdServing
import ServiceTesting
import Testing

@testable import EtcdStore

@Suite("A commit that is larger than what etcd takes at once", .serviceLogs)
struct StagedCommitTests {
    private static let count = 6_000

    private static func large(_ name: String, of count: Int = count) -> Transaction {
        var transaction = Transaction()
        for number in 0..<count {
            let id = "\(name)\(number)"
            transaction.puts.append(Record(kind: "thing", id: id, body: Array(repeating: 0x20, count: 300)))
            transaction.takes.append(.init(claim: Claim("name", "\(name)/\(id)"), holder: RecordKey("thing", id)))
        }
        return transaction
    }

    private static func claims(_ name: String, in store: EtcdStore) async throws -> Int {
        try await store.read { try $0.claimCount("name", prefix: name + "/") }
    }

    private static func exported(_ store: EtcdStore) async throws -> Int {
        try await store.export { export in
            var count = 0
            while case let items = try await export.next(), !items.isEmpty { count += items.count }
            return count
        }
    }

    @Test("is whole or not there on every instance, and others commit before and after it")
    func atomic() async throws {
        try await EtcdStoreTests.with(3) { _, stores, directory in
            try await withThrowingTaskGroup(of: Void.self) { readers in
                readers.addTask {
                    while let count = try? await Self.claims("a", in: stores[2]) {
                        #expect([0, Self.count].contains(count))
                    }
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for name in ["a", "b"] {
                        group.addTask { try await stores[name == "a" ? 0 : 1].commit(Self.large(name)) }
                    }
                    for number in 0..<30 {
                        group.addTask {
                            try await stores[number % 3].commit(SQLiteStoreTests.creation("small\(number)"))
                        }
                    }
                    try await group.waitForAll()
                }
                try await stores[2].wait(for: max(stores[0].revision, stores[1].revision))
                // A read of a task that is cancelled is refused.
                readers.cancelAll()
            }
            #expect(try await Self.exported(stores[2]) == 4 * Self.count + 30)
        }
    }

    @Test("tells all its changes as one, and changes nothing when a guard fails")
    func refused() async throws {
        try await EtcdStoreTests.with(2) { _, stores, _ in
            let revision = try await stores[0].commit(Self.large("a"))
            try await stores[1].wait(for: revision)
            guard case .commits(let commits) = try await stores[1].commits(after: revision - 1, limit: 10) else {
                Issue.record("nothing is kept")
                return
            }
            #expect(commits.map(\.revision) == [revision])
            #expect(commits.first?.changes.puts.count == Self.count)
            #expect(commits.first?.changes.releases.isEmpty == true)
            var second = Self.large("b")
            second.takes.append(.init(claim: Claim("name", "a/a7"), holder: RecordKey("thing", "b0")))
            await #expect(throws: GuardFailure.taken(Claim("name", "a/a7"))) { try await stores[1].commit(second) }
            #expect(try await Self.claims("b", in: stores[1]) == 0)
            try await stores[1].commit(SQLiteStoreTests.creation("small"))
        }
    }

    enum Finisher: String, CaseIterable, Sendable {
        case anotherCommit, anotherLargeCommit, export, start
    }

    @Test("is finished by others when its instance is gone", arguments: Finisher.allCases)
    func finished(by finisher: Finisher) async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            let store = stores[0]
            try await Self.stage(Self.large("a"), in: store, isCommitted: true)
            switch finisher {
            case .anotherCommit: try await store.commit(SQLiteStoreTests.creation("small"))
            case .anotherLargeCommit: try await store.commit(Self.large("b"))
            case .export: #expect(try await Self.exported(store) == 2 * Self.count)
            case .start: break
            }
            let other = try await StoreKind.open(server, directory + "/other")
            for store in [store, other] { #expect(try await Self.claims("a", in: store) == Self.count) }
            #expect(try await Self.exported(other) >= 2 * Self.count)
            let left = try await store.client.range(EtcdKeyRange(prefix: store.keys.staged), limit: 1)
            #expect(left.pairs.isEmpty)
            await other.close()
        }
    }

    @Test("is nothing when its instance is gone before it was committed")
    func abandoned() async throws {
        try await EtcdStoreTests.with(1) { _, stores, _ in
            let store = stores[0]
            try await Self.stage(Self.large("a"), in: store, isCommitted: false)
            try await store.commit(Self.large("b"))
            #expect(try await Self.claims("a", in: store) == 0)
            #expect(try await Self.exported(store) == 2 * Self.count)
        }
    }

    /// Does what an instance does that is killed right after the commit, or right before.
    private static func stage(_ transaction: Transaction, in store: EtcdStore, isCommitted: Bool) async throws {
        let (client, keys) = (store.client, store.keys)
        let lease = try await client.grantLease(seconds: 10)
        let taken = try await client.apply(
            EtcdTransaction([.init(key: keys.exclusive, .absent)], [.put(key: keys.exclusive, value: [], lease: lease)])
        )
        let turn = EtcdTransaction.Compare(key: keys.exclusive, .createdAt(taken.revision))
        let plan = CommitPlan(
            transaction, keys: DataKeys(keys, generation: store.follower.state.generation), view: nil)
        try await StagedCommit(client: client, keys: keys).write(plan.events, turn: turn, lease: lease)
        if isCommitted {
            let outcome = try await client.apply(
                EtcdTransaction(
                    [turn],
                    [
                        .put(key: keys.exclusive, value: StagedCommit.mark, lease: 0),
                        .put(key: keys.latest, value: [], lease: 0),
                    ]))
            try await store.wait(for: outcome.revision)
        }
        try await client.revokeLease(lease)
    }

    @Test("takes a user with all sessions, however many they are")
    func sessions() async throws {
        try await EtcdStoreTests.with(1) { _, stores, directory in
            let configStore = try await ConfigStore(
                configuration: ConfigStoreConfiguration(
                    dataDirectory: directory, drivers: ConfigStoreFixture.drivers),
                store: stores[0], logger: TestLog.current.logger(service: "configstore"))
            let client = ConfigStoreClient(baseURL: "http://configstore", transport: configStore.transport)
            _ = try await client.createUser(CreateUserRequest(userName: "alice"))
            // Each is a record with three names, and so is what the audit log says of its end, with some more.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<450 {
                    group.addTask { _ = try await client.createSession(for: "alice", lifetimeSeconds: 3600) }
                }
                try await group.waitForAll()
            }
            let before = stores[0].revision
            try await client.deleteUser("alice")
            guard case .commits(let commits) = try await stores[0].commits(after: before, limit: 1) else {
                Issue.record("nothing is kept")
                return
            }
            let changes = try #require(commits.first).changes
            #expect(changes.deletes.count > 450)
            #expect(changes.deletes.count + changes.puts.count + changes.takes.count + changes.releases.count > 4_096)
            #expect(try await StoreInvariants.problems(of: stores[0]) == [])
        }
    }

    @Test("is read again in pages that are as large as an answer may be, and then smaller ones", arguments: [6, 40])
    func pages(megabytes: Int) async throws {
        try await EtcdStoreTests.with(1) { server, stores, directory in
            var transaction = Transaction()
            for number in 0..<megabytes {
                transaction.puts.append(
                    Record(kind: "thing", id: "\(number)", body: Array(repeating: 0x20, count: 1_000_000)))
            }
            try await stores[0].commit(transaction)
            let other = try await StoreKind.open(server, directory + "/other")
            let ids = try await other.read { try $0.records(of: "thing", after: "", limit: 100).map(\.id) }
            #expect(ids.count == megabytes)
            #expect(try await Self.exported(other) == megabytes)
            await other.close()
        }
    }

    @Test("may have a value that nearly fills a request")
    func largeValue() async throws {
        try await EtcdStoreTests.with(2) { _, stores, _ in
            var transaction = Transaction()
            transaction.puts = [Record(kind: "thing", id: "1", body: Array(repeating: 0x20, count: 1_400_000))]
            let revision = try await stores[0].commit(transaction)
            try await stores[1].wait(for: revision)
            #expect(try await stores[1].record(RecordKey("thing", "1"))?.body.count == 1_400_000)
        }
    }
}
