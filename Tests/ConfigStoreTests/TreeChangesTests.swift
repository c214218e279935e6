import ConfigStoreAPI
import Foundation
import ServiceKit
import ServiceTesting
import Synchronization
import Testing

@testable import ConfigStore

@Suite("What actions say they change", .serviceLogs)
struct TreeChangesTests {
    private final class Seen: ChangeReviewer {
        let changes = Mutex<[Change]>([])

        func review(_ transaction: ActionTransaction) throws -> Review? {
            let noted = transaction.changes
            return { self.changes.withLock { $0 += noted } }
        }

        func take() -> [Change] {
            changes.withLock { all in
                defer { all = [] }
                return all
            }
        }
    }

    @Test("has kind, operation, path, holders, and both states")
    func changes() async throws {
        try await SQLiteStoreTests.withStore { store, directory in
            let seen = Seen()
            let path = directory + "/keyring.json"
            let keyring = try Keyring.load(path: path, mayCreate: true)
            let environment = ActionEnvironment(
                database: Database(store: store, reviewers: [seen]),
                keyrings: KeyringHolder(path: path, keyring: keyring), drivers: [],
                identifiers: IdentifierGenerator(), now: { Date() })
            let user = try await Users(environment: environment).create(CreateUserRequest(userName: "alice")).user
            let acme = try await Organizations(environment: environment).create(
                CreateOrganizationRequest(name: "acme", visibility: "public", creatorUserID: user.id))
            #expect(
                seen.take().map { "\($0.operation) \($0.kind) \($0.ref)" } == [
                    "create user alice", "create org acme", "create orgmember acme/alice",
                ])
            let groups = ProjectGroups(environment: environment)
            let root = try await groups.get("org/acme")
            let group = try await groups.create(
                CreateProjectGroupRequest(name: "a", parentRef: "org/acme", visibility: "public"))
            let project = try await Projects(environment: environment).create(.manual("org/acme/a/p"))
            #expect(seen.take().map(\.holders) == [[acme.id, root.id], [acme.id, root.id, group.id]])
            let home = try await groups.get("user/alice")
            _ = try await Projects(environment: environment).update(
                project.id, UpdateProjectRequest(parentRef: "user/alice"))
            let move = try #require(seen.take().first)
            #expect(move.operation == .move && move.ref == "org/acme/a/p" && move.kind == ProjectRecord.kind)
            #expect(move.holders == [acme.id, root.id, group.id])
            let after = try JSONCoding.decoder().decode(Project.self, from: Data(try #require(move.after)))
            #expect(after.path == "user/alice/p" && after.parentID == home.id)
            #expect(move.before.map { String(decoding: $0, as: UTF8.self).contains("BEGIN") } == false)
            try await groups.delete("org/acme/a", cascade: true)
            #expect(seen.take().map { "\($0.operation) \($0.ref) \($0.after == nil)" } == ["delete org/acme/a true"])
        }
    }
}
