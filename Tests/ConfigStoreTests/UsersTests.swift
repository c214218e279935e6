import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Users", .serviceLogs)
struct UsersTests {
    @Test("are created once by two hundred at the same time")
    func concurrentCreation() async throws {
        try await ConfigStoreFixture.with { fixture in
            let codes = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        await ConfigStoreFixture.code {
                            _ = try await fixture.client.createUser(CreateUserRequest(userName: "alice"))
                        }
                    }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == "409 userAlreadyExists" } == 199)
        }
    }

    @Test("keep id and linked accounts when they are renamed")
    func rename() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let created = try await client.createUser(
                CreateUserRequest(userName: "alice", linkedAccount: .account("7")))
            let renamed = try await client.updateUser("alice", UpdateUserRequest(userName: "carol"))
            #expect(renamed.id == created.user.id)
            #expect(try await client.userDetails("carol").linkedAccounts == created.linkedAccounts)
            _ = try await client.createUser(CreateUserRequest(userName: "alice"))
            _ = try await client.updateUser("carol", UpdateUserRequest(userName: "carol"))
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateUser("carol", UpdateUserRequest(userName: "c--"))
                } == "400 invalidUserName")
        }
    }

    @Test("that are deleted take tokens, accounts and sessions with them")
    func delete() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            _ = try await client.createUser(CreateUserRequest(userName: "alice", linkedAccount: .account("7")))
            let token = try await client.createUserToken(for: "alice", name: "laptop").token
            let session = try await client.createSession(for: "alice", lifetimeSeconds: 3600)
            #expect(try await client.authenticate(token: token).user.name == "alice")
            #expect(try await client.authenticate(sessionID: session.id).tokenNames == ["laptop"])
            try await client.deleteUser("alice")
            let unknown = "401 unauthorized"
            #expect(await ConfigStoreFixture.code { _ = try await client.authenticate(token: token) } == unknown)
            #expect(
                await ConfigStoreFixture.code { _ = try await client.authenticate(sessionID: session.id) } == unknown)
            #expect(try await client.user(byRemoteUser: "7", remoteSource: "gitea") == nil)
            try await client.deleteRemoteSource("gitea")
        }
    }

    @Test("come in pages without a gap or a double, in both directions", arguments: [true, false])
    func pages(withDetails: Bool) async throws {
        try await ConfigStoreFixture.with { fixture in
            let names = (0..<57).map { "user\($0 < 10 ? "0" : "")\($0)" }
            for name in names.shuffled() {
                _ = try await fixture.client.createUser(CreateUserRequest(userName: name))
            }
            var seen: [String] = []
            var cursor: String?
            repeat {
                if withDetails {
                    let page = try await fixture.client.usersWithDetails(limit: 10, cursor: cursor)
                    seen += page.items.map(\.user.name)
                    cursor = page.nextCursor
                } else {
                    let page = try await fixture.client.users(limit: 10, cursor: cursor)
                    seen += page.items.map(\.name)
                    cursor = page.nextCursor
                }
            } while cursor != nil
            #expect(seen == names)
            let last = try await fixture.send("GET", "/api/v1alpha/users?limit=1&sortdirection=desc")
            #expect(String(decoding: last.body, as: UTF8.self).contains("user56"))
        }
    }

    @Test(
        "are not found under anything else",
        arguments: ["nobody", "%2F", "..%2F..", "a%2Fb", "0190a8e0-0000-7000-8000-000000000000", "%00", "%ff"])
    func unknownRefs(ref: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            let answer = try await fixture.send("GET", "/api/v1alpha/users/\(ref)")
            #expect(answer.status == 404 || answer.status == 400)
            #expect(String(decoding: answer.body, as: UTF8.self).contains(#""code":"#))
        }
    }
}
