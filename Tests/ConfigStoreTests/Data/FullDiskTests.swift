import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import SQLiteAccess
import Testing

@testable import ConfigStore

/// A database that may not grow fails as one on a full disk does: with SQLITE_FULL.
@Suite("A store whose disk is full")
struct FullDiskTests {
    /// Creates a user with an account, and returns the refusal.
    private static func create(_ name: String, _ client: ConfigStoreClient) async -> String? {
        await ConfigStoreFixture.code {
            _ = try await client.createUser(CreateUserRequest(userName: name, linkedAccount: .account(name)))
        }
    }

    private static func names(_ client: ConfigStoreClient) async throws -> Set<String> {
        let page = try await client.usersWithDetails(limit: 100)
        #expect(page.nextCursor == nil)
        for details in page.items {
            #expect(details.linkedAccounts.map(\.remoteUserID) == [details.user.name])
            let found = try await client.user(byRemoteUser: details.user.name, remoteSource: "gitea")
            #expect(found?.user.id == details.user.id)
        }
        return Set(page.items.map(\.user.name))
    }

    @Test("refuses writes whole, goes on reading, and writes again when there is room")
    func full() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            #expect(await Self.create("before", client) == nil)
            // Less than what it has already means: no page more.
            try await fixture.sqlite.writer.execute("PRAGMA max_page_count = 1")
            var written: Set<String> = ["before"]
            var refused: Set<String> = []
            try await withThrowingTaskGroup(of: (String, String?).self) { group in
                for number in 0..<60 {
                    group.addTask { ("user\(number)", await Self.create("user\(number)", client)) }
                }
                for try await (name, refusal) in group {
                    if refusal == nil { written.insert(name) } else { refused.insert(name) }
                    #expect(refusal == nil || refusal == "503 storeUnavailable")
                }
            }
            #expect(refused.count >= 20)
            #expect(try await Self.names(client) == written)
            #expect(try await client.remoteSource("gitea").name == "gitea")
            try await fixture.sqlite.writer.execute("PRAGMA max_page_count = 1000000")
            // What was refused left nothing behind that would be in the way now.
            for name in refused { #expect(await Self.create(name, client) == nil) }
            #expect(try await Self.names(client) == written.union(refused))
        }
    }
}
