import Foundation
import SQLiteAccess
import Testing

@testable import ConfigStore

@Suite("The store's schema")
struct StoreSchemaTests {
    static func withFile(_ body: (_ directory: String, _ path: String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await body(directory, directory + "/configstore.db")
    }

    static func version(_ connection: SQLiteConnection) throws -> Int? {
        try connection.queryOnce("PRAGMA user_version") { $0.integer(0) }.first
    }

    static func tables(_ connection: SQLiteConnection) throws -> [String] {
        try connection.queryOnce("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { $0.text(0) }
    }

    @Test("is made in an empty file, and stays as it is when that is opened again")
    func emptyFile() async throws {
        try await Self.withFile { directory, path in
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let store = try SQLiteStore(directory: directory)
            try await store.commit(SQLiteStoreTests.creation("1"))
            await store.close()
            let before = try Data(contentsOf: URL(filePath: path))
            for _ in 0..<2 {
                let again = try SQLiteStore(directory: directory)
                #expect(try await again.record(RecordKey("thing", "1"))?.revision == 1)
                await again.close()
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            let connection = try SQLiteConnection(path: path, readOnly: true)
            #expect(try Self.version(connection) == 2)
            #expect(
                try Self.tables(connection) == ["claim", "kept_commit", "property", "record", "reference"])
        }
    }

    @Test("of another version is refused with what to do, and left as it is", arguments: [3, 99, -1])
    func otherVersion(version: Int) async throws {
        try await Self.withFile { directory, path in
            do {
                let newer = try SQLiteConnection(path: path, readOnly: false)
                try newer.execute("CREATE TABLE future (x); INSERT INTO future VALUES (1)")
                try newer.execute("PRAGMA user_version = \(version)")
            }
            let before = try Data(contentsOf: URL(filePath: path))
            // Twice: the first refusal leaves the folder free.
            for _ in 0..<2 {
                let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory) }
                guard case .unusable(let text) = error else {
                    Issue.record("\(error as Any)")
                    return
                }
                #expect(text.hasPrefix(path))
                #expect(text.hasSuffix("has schema version \(version), this sallyport knows 2: use a newer one"))
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test("is not made in a file that is no database")
    func noDatabase() async throws {
        try await Self.withFile { directory, path in
            let content = Data("this is no database, but somebody's only copy of something\n".utf8)
            try content.write(to: URL(filePath: path))
            let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory) }
            guard case .unusable(let text) = error else {
                Issue.record("\(error as Any)")
                return
            }
            #expect(text.contains("restore a backup"))
            #expect(try Data(contentsOf: URL(filePath: path)) == content)
        }
    }

    @Test("of an older version is brought up to date with its data, one whole step after the other")
    func migration() async throws {
        try await Self.withFile { _, path in
            let first = SQLiteSchema.configStore.steps[0]
            let second = "CREATE TABLE two (x); INSERT INTO two SELECT id FROM record"
            do {
                let old = try SQLiteConnection(path: path, readOnly: false)
                try SQLiteSchema(steps: [first]).migrate(old)
                try old.execute("INSERT INTO record VALUES ('thing', '1', 1, '{}')")
            }
            let steps = [first, second, "CREATE TABLE three (x); INSERT INTO nowhere VALUES (1)"]
            do {
                let broken = try SQLiteConnection(path: path, readOnly: false)
                #expect(throws: SQLiteError.self) { try SQLiteSchema(steps: steps).migrate(broken) }
            }
            let connection = try SQLiteConnection(path: path, readOnly: false)
            #expect(try Self.version(connection) == 2)
            #expect(try Self.tables(connection) == ["claim", "property", "record", "reference", "two"])
            #expect(try connection.queryOnce("SELECT x FROM two") { $0.text(0) } == ["1"])
            try SQLiteSchema(steps: [first, second]).migrate(connection)
            #expect(try connection.queryOnce("SELECT count(*) FROM two") { $0.integer(0) } == [1])
        }
    }
}
