import ConfigStore
import Foundation
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

    @Test("keeps a second process out of its folder")
    func locked() async throws {
        try await Self.withStore { _, directory in
            #expect(throws: StoreError.self) { try SQLiteStore(directory: directory) }
        }
    }
}
