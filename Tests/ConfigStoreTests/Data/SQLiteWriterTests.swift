import Foundation
import SQLiteAccess
import Testing

@testable import ConfigStore

@Suite("Transactions that are committed together")
struct SQLiteWriterTests {
    private static func withWriter(_ body: (SQLiteWriter) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let connection = try SQLiteConnection(path: directory + "/data.db", readOnly: false)
        try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        try SQLiteSchema.configStore.migrate(connection)
        try body(try SQLiteWriter(connection: connection))
    }

    private static func creation(_ id: String, claim key: String? = nil, holder: String? = nil) -> Transaction {
        var transaction = Transaction()
        transaction.puts = [Record(kind: "thing", id: id, body: Array("{}".utf8))]
        if let key {
            transaction.takes = [.init(claim: Claim("name", key), holder: RecordKey("thing", holder ?? id))]
        }
        return transaction
    }

    private static func failures(_ outcomes: [Result<Int, any Error>]) -> [GuardFailure?] {
        outcomes.map { outcome in
            if case .failure(let error) = outcome { error as? GuardFailure } else { nil }
        }
    }

    @Test("fail alone: what their neighbours wrote is there, and nothing of their own")
    func failAlone() throws {
        try Self.withWriter { writer in
            let outcomes = writer.apply([
                Self.creation("1", claim: "one"), Self.creation("2", claim: "one"), Self.creation("3", claim: "three"),
                Self.creation("1"), Self.creation("4"),
            ])
            #expect(
                Self.failures(outcomes) == [
                    nil, .taken(Claim("name", "one")), nil, .alreadyExists(RecordKey("thing", "1")), nil,
                ])
            let there = SQLiteSnapshot(connection: writer.connection)
            let ids = try there.records(of: "thing", after: "", limit: 10).map(\.id)
            #expect(ids == ["1", "3", "4"])
            #expect(try there.record(holding: Claim("name", "one"))?.id == "1")
            #expect(!writer.connection.isInTransaction)
        }
    }

    @Test("leave nothing behind when the only one fails, and the next one is none the wiser")
    func single() throws {
        try Self.withWriter { writer in
            #expect(Self.failures(writer.apply([Self.creation("1")])) == [nil])
            var second = Self.creation("2", claim: "two")
            second.puts.append(Record(kind: "thing", id: "1", body: []))
            #expect(Self.failures(writer.apply([second])) == [.alreadyExists(RecordKey("thing", "1"))])
            #expect(Self.failures(writer.apply([Self.creation("2", claim: "two")])) == [nil])
        }
    }

    @Test("give no claim to a record that is not there, or is gone when they are done")
    func holders() throws {
        try Self.withWriter { writer in
            let missing = RecordKey("thing", "none")
            #expect(
                Self.failures(writer.apply([Self.creation("1", claim: "one", holder: "none")])) == [.missing(missing)])
            #expect(Self.failures(writer.apply([Self.creation("1")])) == [nil])
            #expect(Self.failures(writer.apply([Self.creation("2", claim: "two", holder: "1")])) == [nil])
            var gone = Transaction()
            gone.puts = [Record(kind: "thing", id: "1", revision: 1, body: [])]
            gone.deletes = [Record(kind: "thing", id: "1", revision: 2, body: [])]
            gone.takes = [.init(claim: Claim("name", "gone"), holder: RecordKey("thing", "1"))]
            #expect(Self.failures(writer.apply([gone])) == [.missing(RecordKey("thing", "1"))])
        }
    }

    @Test("are numbered in the order in which they are applied")
    func numbers() async throws {
        try await SQLiteStoreTests.withStore { store, _ in
            let key = RecordKey("thing", "1")
            try await store.commit(Self.creation("1"))
            let numbers = try await withThrowingTaskGroup(of: (revision: Int, number: Int).self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        while true {
                            var change = Transaction()
                            change.puts = [try #require(try await store.read { try $0.record(key) })]
                            do {
                                return (change.puts[0].revision, try await store.commit(change))
                            } catch is GuardFailure {
                                continue
                            }
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted { $0.revision < $1.revision }.map(\.number) == Array(2...41))
        }
    }
}

extension SQLiteWriter {
    fileprivate func apply(_ group: [Transaction]) -> [Result<Int, any Error>] {
        apply(group.map { PendingCommit($0) })
    }
}
