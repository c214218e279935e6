import ConfigStore
import Foundation
import ServiceKit
import Testing

@Suite("The order of a store's commits")
struct CommitFeedTests {
    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    private static func with(
        _ directory: String, keptCommitBytes: Int? = 1_000_000, _ body: (SQLiteStore) async throws -> Void
    ) async throws {
        let store = try SQLiteStore(directory: directory, keptCommitBytes: keptCommitBytes)
        do {
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private static func change(_ id: String, revision: Int) -> Transaction {
        var transaction = Transaction()
        transaction.puts = [SQLiteStoreTests.put(id, revision: revision)]
        return transaction
    }

    @Test("goes on after a restart, and counts what was applied and nothing else")
    func revision() async throws {
        try await Self.withDirectory { directory in
            try await Self.with(directory) { store in
                #expect(store.revision == 0)
                let revision = try await store.commit(SQLiteStoreTests.creation("1"))
                #expect(revision == 1)
                await #expect(throws: GuardFailure.self) { try await store.commit(SQLiteStoreTests.creation("1")) }
                let next = try await store.commit(SQLiteStoreTests.creation("2"))
                #expect(next == 2)
            }
            try await Self.with(directory) { store in
                #expect(store.revision == 2)
                let revision = try await store.commit(SQLiteStoreTests.creation("3"))
                #expect(revision == 3)
            }
        }
    }

    @Test("wakes whoever waits for a revision, and lets nobody wait past the deadline")
    func waiting() async throws {
        try await Self.withDirectory { directory in
            try await Self.with(directory) { store in
                async let waiting: Void = store.wait(for: 2)
                try await store.commit(SQLiteStoreTests.creation("1"))
                try await store.commit(SQLiteStoreTests.creation("2"))
                try await waiting
                try await store.wait(for: 1)
                await #expect(throws: StoreError.timedOut) {
                    try await RequestDeadline.$current.withValue(.now) { try await store.wait(for: 3) }
                }
                let task = Task { try await store.wait(for: 3) }
                task.cancel()
                await #expect(throws: StoreError.cancelled) { try await task.value }
            }
        }
    }

    @Test("gives every commit as data, in order, page by page, also after a restart")
    func commits() async throws {
        try await Self.withDirectory { directory in
            try await Self.with(directory) { store in
                try await store.commit(SQLiteStoreTests.creation("1", claims: [Claim("name", "one")]))
                try await store.commit(Self.change("1", revision: 1))
                var last = Transaction()
                last.deletes = [SQLiteStoreTests.put("1", revision: 2)]
                last.releases = [Claim("name", "one")]
                try await store.commit(last)
            }
            try await Self.with(directory) { store in
                guard case .commits(let first) = try await store.commits(after: 0, limit: 2),
                    case .commits(let rest) = try await store.commits(after: 2, limit: 2)
                else {
                    Issue.record("commits are missing")
                    return
                }
                #expect(first.map(\.revision) == [1, 2])
                #expect(first[0].changes.puts == [SQLiteStoreTests.put("1", revision: 1)])
                #expect(
                    first[0].changes.takes == [.init(claim: Claim("name", "one"), holder: RecordKey("thing", "1"))])
                #expect(first[1].changes.puts.map(\.revision) == [2])
                #expect(rest.map(\.revision) == [3])
                #expect(rest[0].changes.deletes == [RecordKey("thing", "1")])
                #expect(rest[0].changes.releases == [Claim("name", "one")])
                #expect(try await store.commits(after: 3, limit: 2) == .commits([]))
                #expect(try await store.commits(after: 4, limit: 2) == .compacted)
                for commit in first + rest {
                    #expect(try StoreLines.decode(Commit.self, from: StoreLines.encode(commit)) == commit)
                }
            }
        }
    }

    @Test("keeps so many bytes, what its reader has not dropped, and nothing across a time in which it kept nothing")
    func bounds() async throws {
        try await Self.withDirectory { directory in
            try await Self.with(directory, keptCommitBytes: 1_000) { store in
                for number in 1...40 { try await store.commit(SQLiteStoreTests.creation("\(number)")) }
                #expect(try await store.commits(after: 0, limit: 100) == .compacted)
                guard case .commits(let kept) = try await store.commits(after: 38, limit: 100) else {
                    Issue.record("the newest are not kept")
                    return
                }
                #expect(kept.map(\.revision) == [39, 40])
                try await store.dropCommits(through: 39)
                #expect(try await store.commits(after: 38, limit: 100) == .compacted)
            }
            try await Self.with(directory, keptCommitBytes: nil) { store in
                try await store.commit(SQLiteStoreTests.creation("more"))
                #expect(try await store.commits(after: 40, limit: 100) == .compacted)
            }
            try await Self.with(directory) { store in
                let missing = try await store.commits(after: 40, limit: 100)
                #expect(missing == .compacted)
                let nothing = try await store.commits(after: 41, limit: 100)
                #expect(nothing == .commits([]))
            }
        }
    }
}
