import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceKit
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("A database from before there were groups", .serviceLogs)
struct RootGroupsTests {
    /// Makes a database as it was: users with a name, and nothing else.
    private static func old(_ directory: String, users: Int) async throws {
        let store = try SQLiteStore(directory: directory)
        for number in 0..<users {
            let id = IdentifierGenerator().next()
            let body = #"{"name":"user\#(number)","admin":false,"creationTime":0,"updateTime":0}"#
            var transaction = Transaction()
            transaction.puts = [Record(kind: "user", id: id, body: Array(body.utf8))]
            transaction.takes = [.init(claim: Claim("user.name", "user\(number)"), holder: RecordKey("user", id))]
            try await store.commit(transaction)
        }
        await store.close()
    }

    @Test("gets a root group for every user, once", arguments: [0, 1, 230])
    func migration(users: Int) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await Self.old(directory, users: users)
        var ids: [String] = []
        for opening in 0..<2 {
            let fixture = try await ConfigStoreFixture.open(directory)
            var found: [String] = []
            for number in 0..<users {
                found.append(try await fixture.client.projectGroup("user/user\(number)").id)
            }
            #expect(Set(found).count == users)
            if opening == 1 { #expect(found == ids) }
            ids = found
            if users > 0 { _ = try await fixture.client.manualProject("user/user0/p\(opening)") }
            await fixture.store.store.close()
        }
    }

    @Test("gets one for each user even when two do it at the same time")
    func concurrent() async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await Self.old(directory, users: 50)
        let store = try SQLiteStore(directory: directory)
        let path = directory + "/keyring.json"
        let keyrings = KeyringHolder(path: path, keyring: try Keyring.load(path: path, mayCreate: true))
        let environment = ActionEnvironment(
            database: Database(store: store), keyrings: keyrings, drivers: [], identifiers: IdentifierGenerator(),
            now: { Date() })
        let codes = await codes(4) { _ in try await RootGroups(environment: environment).addMissing() }
        #expect(codes.allSatisfy { $0 == nil }, "\(codes)")
        let count = try await store.read { try $0.claimCount("projectgroup.path", prefix: "") }
        #expect(count == 50)
        await store.close()
    }
}
