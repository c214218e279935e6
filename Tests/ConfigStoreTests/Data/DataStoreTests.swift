import ConfigStore
import ServiceKit
import ServiceTesting
import Testing

/// What is true of every store.
@Suite("A store", .serviceLogs)
struct DataStoreTests {
    @Test("applies a transaction whole or not at all", arguments: StoreKind.allCases)
    func atomicity(kind: StoreKind) async throws {
        try await kind.with { store in
            try await store.commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
            var second = SQLiteStoreTests.creation("2", claims: [Claim("name", "two")])
            second.takes.append(.init(claim: Claim("name", "one"), holder: RecordKey("thing", "2")))
            await #expect(throws: GuardFailure.taken(Claim("name", "one"))) { try await store.commit(second) }
            #expect(try await store.record(RecordKey("thing", "2")) == nil)
            #expect(try await store.record(holding: Claim("name", "two")) == nil)
            #expect(try await store.record(holding: Claim("name", "one"))?.id == "1")
        }
    }

    @Test("names the guard that failed", arguments: StoreKind.allCases)
    func guards(kind: StoreKind) async throws {
        try await kind.with { store in
            let key = RecordKey("thing", "1")
            try await store.commit(SQLiteStoreTests.creation("1"))
            await #expect(throws: GuardFailure.alreadyExists(key)) {
                try await store.commit(SQLiteStoreTests.creation("1"))
            }
            var stale = Transaction()
            stale.puts = [SQLiteStoreTests.put("1", revision: 7)]
            await #expect(throws: GuardFailure.changed(key)) { try await store.commit(stale) }
            var dangling = SQLiteStoreTests.creation("2")
            dangling.addedReferences = [Reference(from: RecordKey("thing", "2"), to: RecordKey("thing", "none"))]
            await #expect(throws: GuardFailure.missing(RecordKey("thing", "none"))) { try await store.commit(dangling) }
            var referring = SQLiteStoreTests.creation("2")
            referring.addedReferences = [Reference(from: RecordKey("thing", "2"), to: key)]
            try await store.commit(referring)
            var deletion = Transaction()
            deletion.deletes = [SQLiteStoreTests.put("1", revision: 1)]
            await #expect(throws: GuardFailure.referenced(key, count: 1)) { try await store.commit(deletion) }
            var release = Transaction()
            release.releases = [Claim("name", "none")]
            await #expect(throws: GuardFailure.notHeld(Claim("name", "none"))) { try await store.commit(release) }
        }
    }

    @Test(
        "counts the claims of a stretch, and sees that a claim is free, once everything else is applied",
        arguments: StoreKind.allCases)
    func countsAndFreeClaims(kind: StoreKind) async throws {
        try await kind.with { store in
            func change(_ body: (inout Transaction) -> Void) async throws {
                var transaction = Transaction()
                transaction.takes = [.init(claim: Claim("name", "a/3"), holder: RecordKey("thing", "1"))]
                transaction.releases = [Claim("name", "a/1")]
                body(&transaction)
                try await store.commit(transaction)
            }
            try await store.commit(
                SQLiteStoreTests.creation(
                    "1", claims: [Claim("name", "a/1"), Claim("name", "a/2"), Claim("name", "ab")]))
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

    @Test(
        "finds claims by key, those of several ids in their order, and which ids have any",
        arguments: StoreKind.allCases)
    func claimsOfSeveralIDs(kind: StoreKind) async throws {
        try await kind.with { store in
            let keys = ["p/a", "p/b", "g/a", "g/a-b", "g/c", "gg/a", "r/b", "r/c"]
            try await store.commit(SQLiteStoreTests.creation("1", claims: keys.map { Claim("name", $0) }))
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

    @Test("never answers something older than what it acknowledged", arguments: StoreKind.allCases)
    func hotRecordsStayTrue(kind: StoreKind) async throws {
        try await kind.with { store in
            let key = RecordKey("thing", "1")
            try await store.commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
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
                        change.puts = [SQLiteStoreTests.put("1", revision: revision)]
                        try await store.commit(change)
                        let seen = try await store.record(key)
                        #expect(seen?.revision == revision + 1)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(
        "stops a read whose task is cancelled, or whose deadline has passed",
        arguments: StoreKind.allCases)
    func interruption(kind: StoreKind) async throws {
        try await kind.with { store in
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
}
