import ConfigStore
import Foundation
import ServiceKit
import Testing

@Suite("The SQLite store")
struct SQLiteStoreTests {
    static func withStore(_ body: (SQLiteStore, String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try SQLiteStore(directory: directory)
        try await body(store, directory)
        await store.close()
    }

    static func put(_ id: String, revision: Int = 0, body: String = "{}") -> Record {
        Record(kind: "thing", id: id, revision: revision, body: Array(body.utf8))
    }

    static func creation(_ id: String, claims: [Claim] = []) -> Transaction {
        var transaction = Transaction()
        transaction.puts = [put(id)]
        transaction.takes = claims.map { .init(claim: $0, holder: RecordKey("thing", id)) }
        return transaction
    }

    @Test("applies a transaction whole or not at all")
    func atomicity() async throws {
        try await Self.withStore { store, _ in
            try await store.commit(Self.creation("1", claims: [Claim("name", "one")]))
            var second = Self.creation("2", claims: [Claim("name", "two")])
            second.takes.append(.init(claim: Claim("name", "one"), holder: RecordKey("thing", "2")))
            await #expect(throws: GuardFailure.taken(Claim("name", "one"))) { try await store.commit(second) }
            #expect(try await store.record(RecordKey("thing", "2")) == nil)
            #expect(try await store.record(holding: Claim("name", "two")) == nil)
            #expect(try await store.record(holding: Claim("name", "one"))?.id == "1")
        }
    }

    @Test("names the guard that failed")
    func guards() async throws {
        try await Self.withStore { store, _ in
            let key = RecordKey("thing", "1")
            try await store.commit(Self.creation("1"))
            await #expect(throws: GuardFailure.alreadyExists(key)) { try await store.commit(Self.creation("1")) }
            var stale = Transaction()
            stale.puts = [Self.put("1", revision: 7)]
            await #expect(throws: GuardFailure.changed(key)) { try await store.commit(stale) }
            var dangling = Self.creation("2")
            dangling.addedReferences = [Reference(from: RecordKey("thing", "2"), to: RecordKey("thing", "none"))]
            await #expect(throws: GuardFailure.missing(RecordKey("thing", "none"))) { try await store.commit(dangling) }
            var referring = Self.creation("2")
            referring.addedReferences = [Reference(from: RecordKey("thing", "2"), to: key)]
            try await store.commit(referring)
            var deletion = Transaction()
            deletion.deletes = [Self.put("1", revision: 1)]
            await #expect(throws: GuardFailure.referenced(key, count: 1)) { try await store.commit(deletion) }
            var release = Transaction()
            release.releases = [Claim("name", "none")]
            await #expect(throws: GuardFailure.notHeld(Claim("name", "none"))) { try await store.commit(release) }
        }
    }

    @Test("commits many at once, each on its own, and has them all after it is opened again")
    func groupCommit() async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try SQLiteStore(directory: directory)
        let acknowledged = await withTaskGroup(of: String?.self) { group in
            for number in 0..<500 {
                group.addTask {
                    // Every fifth one wants the same claim: one of them gets it.
                    let claim = number % 5 == 0 ? Claim("name", "same") : Claim("name", "\(number)")
                    do {
                        try await store.commit(Self.creation("\(number)", claims: [claim]))
                        return "\(number)"
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: [String]()) { all, id in if let id { all.append(id) } }
        }
        #expect(acknowledged.count == 401)
        await store.close()
        let again = try SQLiteStore(directory: directory)
        for id in acknowledged { #expect(try await again.record(RecordKey("thing", id)) != nil) }
        let claims = try await again.read { try $0.claims(ClaimRange("name", limit: 1000)) }
        #expect(claims.count == 401)
        #expect(claims.map(\.key) == claims.map(\.key).sorted())
        await again.close()
    }

    @Test("never answers something older than what it acknowledged")
    func hotRecordsStayTrue() async throws {
        try await Self.withStore { store, _ in
            let key = RecordKey("thing", "1")
            try await store.commit(Self.creation("1", claims: [Claim("name", "one")]))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var newest = 0
                        for _ in 0..<500 {
                            let found = try await store.record(holding: Claim("name", "one"))
                            let revision = try #require(found).revision
                            #expect(revision >= newest)
                            newest = revision
                        }
                    }
                }
                group.addTask {
                    for revision in 1...200 {
                        var change = Transaction()
                        change.puts = [Self.put("1", revision: revision)]
                        try await store.commit(change)
                        let seen = try await store.record(key)
                        #expect(seen?.revision == revision + 1)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("stops a read whose task is cancelled, or whose deadline has passed")
    func interruption() async throws {
        try await Self.withStore { store, _ in
            await #expect(throws: StoreError.timedOut) {
                try await RequestDeadline.$current.withValue(.now - .seconds(1)) {
                    _ = try await store.read { try $0.record(RecordKey("thing", "1")) }
                }
            }
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await store.read { try $0.record(RecordKey("thing", "1")) }
            }
            await #expect(throws: StoreError.cancelled) { try await task.value }
            let afterwards = try await store.read { try $0.record(RecordKey("thing", "1")) }
            #expect(afterwards == nil)
        }
    }

    @Test("keeps a second process out of its folder")
    func locked() async throws {
        try await Self.withStore { _, directory in
            #expect(throws: StoreError.self) { try SQLiteStore(directory: directory) }
        }
    }
}
