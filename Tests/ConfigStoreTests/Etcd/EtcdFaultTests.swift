import ConfigStore
import EtcdServing
import EtcdStore
import Foundation
import Glibc
import ServiceKit
import ServiceTesting
import Testing

/// What happens when etcd does not do what it should.
@Suite("When etcd fails", .serviceLogs)
struct EtcdFaultTests {
    /// Creates until it succeeds: what was not acknowledged may have been done.
    static func create(_ id: String, in store: EtcdStore) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do {
                try await RequestDeadline.$current.withValue(.now + .seconds(5)) {
                    _ = try await store.commit(SQLiteStoreTests.creation(id))
                }
                return
            } catch GuardFailure.alreadyExists {
                return
            } catch {
                if ContinuousClock.now > end { throw error }
                await Task.yield()
            }
        }
    }

    private static func ids(_ store: EtcdStore) async throws -> Set<String> {
        Set(try await store.read { try $0.records(of: "thing", after: "", limit: 1_000).map(\.id) })
    }

    @Test("and is killed and comes back, nothing acknowledged is lost and reads go on")
    func killed() async throws {
        try await EtcdStoreTests.with(2) { server, stores, _ in
            try await Self.create("before", in: stores[0])
            await server.kill()
            #expect(try await Self.ids(stores[0]) == ["before"])
            await #expect(throws: StoreError.self) {
                try await RequestDeadline.$current.withValue(.now + .seconds(1)) {
                    _ = try await stores[0].commit(SQLiteStoreTests.creation("during"))
                }
            }
            try await server.start()
            try await Self.create("after", in: stores[0])
            try await stores[1].wait(for: stores[0].revision)
            #expect(try await Self.ids(stores[1]).isSuperset(of: ["before", "after"]))
        }
    }

    @Test("and is paused for a while, writes wait no longer than they may, and go on afterwards")
    func paused() async throws {
        try await EtcdStoreTests.with(1) { server, stores, _ in
            try await Self.create("before", in: stores[0])
            server.signal(SIGSTOP)
            await #expect(throws: StoreError.self) {
                try await RequestDeadline.$current.withValue(.now + .seconds(1)) {
                    _ = try await stores[0].commit(SQLiteStoreTests.creation("during"))
                }
            }
            server.signal(SIGCONT)
            try await Self.create("after", in: stores[0])
            #expect(try await Self.ids(stores[0]).isSuperset(of: ["before", "after"]))
        }
    }

    @Test("and has no space left, writes are refused as such, and reads go on")
    func full() async throws {
        try await EtcdStoreTests.with(1, options: ["--quota-backend-bytes", "1000000"]) { server, stores, _ in
            let body = String(repeating: "x", count: 100_000)
            var failure: (any Error)?
            for number in 0..<100 where failure == nil {
                var transaction = Transaction()
                transaction.puts = [SQLiteStoreTests.put("\(number)", body: body)]
                do {
                    try await stores[0].commit(transaction)
                } catch {
                    failure = error
                }
            }
            guard case StoreError.full = try #require(failure) else {
                Issue.record("\(failure as Any)")
                return
            }
            #expect(try await !Self.ids(stores[0]).isEmpty)
        }
    }

    @Test("and one of three members is killed after the other, commits go on with the rest")
    func members() async throws {
        try await ServiceGate.pass {
            try await EtcdServer.with(members: 3) { server in
                try await StoreKind.withDirectory { directory in
                    let store = try await StoreKind.open(server, directory)
                    for member in 0..<3 {
                        try await Self.create("before\(member)", in: store)
                        await server.kill(member)
                        try await Self.create("during\(member)", in: store)
                        try await server.start()
                    }
                    #expect(try await Self.ids(store).count == 6)
                    await store.close()
                }
            }
        }
    }
}
