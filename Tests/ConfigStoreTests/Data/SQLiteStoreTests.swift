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

    @Test("counts the claims of a stretch, and sees that a claim is free, once everything else is applied")
    func countsAndFreeClaims() async throws {
        try await Self.withStore { store, _ in
            func change(_ body: (inout Transaction) -> Void) async throws {
                var transaction = Transaction()
                transaction.takes = [.init(claim: Claim("name", "a/3"), holder: RecordKey("thing", "1"))]
                transaction.releases = [Claim("name", "a/1")]
                body(&transaction)
                try await store.commit(transaction)
            }
            try await store.commit(
                Self.creation("1", claims: [Claim("name", "a/1"), Claim("name", "a/2"), Claim("name", "ab")]))
            for count in [0, 1, 3] {
                await #expect(throws: GuardFailure.otherCount(space: "name", prefix: "a/")) {
                    try await change { $0.counted = [.init(space: "name", prefix: "a/", count: count)] }
                }
            }
            for taken in ["a/2", "a/3"] {
                await #expect(throws: GuardFailure.taken(Claim("name", taken))) {
                    try await change { $0.free = [Claim("name", taken)] }
                }
            }
            try await change {
                $0.counted = [
                    .init(space: "name", prefix: "a/", count: 2), .init(space: "name", prefix: "b", count: 0),
                ]
                $0.free = [Claim("name", "a/1"), Claim("name", "a"), Claim("other", "a/2")]
            }
        }
    }

    @Test("finds claims by key, those of several ids in their order, and which ids have any")
    func claimsOfSeveralIDs() async throws {
        try await Self.withStore { store, _ in
            let keys = ["p/a", "p/b", "g/a", "g/a-b", "g/c", "gg/a", "r/b", "r/c"]
            try await store.commit(Self.creation("1", claims: keys.map { Claim("name", $0) }))
            func walk(_ range: LevelRange) async throws -> [String] {
                try await store.read { try $0.claims(range).map(\.key) }
            }
            let all = LevelRange("name", levels: ["p", "g", "none", "r"], limit: 9)
            #expect(try await walk(all) == ["p/a", "p/b", "g/a", "g/a-b", "g/c", "r/b", "r/c"])
            #expect(try await walk(LevelRange("name", levels: ["p", "g"], after: "p/a", limit: 2)) == ["p/b", "g/a"])
            let nearest = LevelRange("name", levels: ["p", "g", "r"], isNearestOnly: true, limit: 9)
            #expect(try await walk(nearest) == ["p/a", "p/b", "g/a-b", "g/c"])
            let rest = LevelRange(
                "name", levels: ["g", "r"], after: "g/a-b", isNearestOnly: true, before: ["p"], limit: 9)
            #expect(try await walk(rest) == ["g/c"])
            #expect(try await walk(LevelRange("name", levels: [], limit: 9)).isEmpty)
            let found = try await store.read { try $0.claims("name", keys: ["p/a", "g/none", "g/c"]).map(\.key) }
            #expect(Set(found) == ["p/a", "g/c"])
            let ids = try await store.read { try $0.ids(among: ["p", "g", "x", "gg"], holdingIn: "name") }
            #expect(ids == ["p", "g", "gg"])
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
