import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@Suite("The audit log", .serviceLogs)
struct AuditTests {
    /// Everything that fits the filter, in pages of seven.
    static func all(_ client: ConfigStoreClient, _ filter: AuditFilter = AuditFilter()) async throws -> [AuditEntry] {
        var (entries, cursor): ([AuditEntry], String?) = ([], nil)
        repeat {
            let page = try await client.audit(filter, limit: 7, cursor: cursor)
            entries += page.items
            cursor = page.nextCursor
        } while cursor != nil
        return entries
    }

    private static func lines(_ entries: [AuditEntry]) -> [String] {
        entries.map { "\($0.operation) \($0.kind) \($0.ref)" }
    }

    @Test("has a line for each change of each object, the newest first")
    func lines() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let user = try await client.createUser(
                CreateUserRequest(userName: "alice", linkedAccount: .account("7"))
            ).user
            _ = try await client.updateUser("alice", UpdateUserRequest(userName: "carol", admin: true))
            _ = try await client.createUserToken(for: "carol", name: "laptop")
            try await client.deleteUserToken(user: "carol", name: "laptop")
            let session = try await client.createSession(for: "carol", lifetimeSeconds: 60)
            try await client.deleteSession(user: "carol", id: session.id)
            _ = try await client.createSession(for: "carol", lifetimeSeconds: 60)
            try await client.deleteUser("carol")
            let entries = try await Self.all(client)
            #expect(
                Self.lines(entries.reversed()) == [
                    "create remotesource gitea", "create user alice", "create linkedaccount alice/login-7",
                    "update user alice", "create usertoken carol/laptop", "delete usertoken carol/laptop",
                    "create session carol", "delete session carol", "create session carol",
                    "delete linkedaccount carol/login-7", "delete session carol", "delete user carol",
                ])
            let update = try #require(entries.first { $0.operation == "update" })
            #expect(
                update.changes == [
                    .init(name: "admin", before: "false", after: "true"),
                    .init(name: "name", before: "alice", after: "carol"),
                ])
            #expect(update.objectID == user.id)
            #expect(update.actor == .client)
            #expect(update.time == fixture.clock.now)
        }
    }

    @Test("is filtered by kind, object, actor and holder, and by several at once")
    func filters() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let alice = try await client.createUser(CreateUserRequest(userName: "alice")).user
            let bob = try await client.createUser(CreateUserRequest(userName: "bob")).user
            let caller = CallerIdentity(actor: .user(id: alice.id, name: "alice"), clientAddress: "", requestID: "r1")
            try await CallerIdentity.$current.withValue(caller) {
                for number in 0..<20 {
                    _ = try await client.createUserToken(for: number % 5 == 0 ? "bob" : "alice", name: "t\(number)")
                }
            }
            for (filter, count) in [
                (AuditFilter(), 22), (AuditFilter(kind: "usertoken"), 20), (AuditFilter(object: bob.id), 1),
                (AuditFilter(holder: bob.id), 5), (AuditFilter(actor: "alice"), 20),
                (AuditFilter(actor: alice.id.uppercased()), 20), (AuditFilter(actor: "client"), 2),
                (AuditFilter(kind: "user", holder: bob.id), 1),
                (AuditFilter(kind: "usertoken", actor: "alice", holder: bob.id), 4),
                (AuditFilter(kind: "nothing"), 0),
            ] {
                let found = try await Self.all(client, filter)
                #expect(found.count == count, "\(filter)")
            }
            for (filter, code) in [
                (AuditFilter(actor: "nobody"), "404 userDoesNotExist"), (AuditFilter(kind: "a/b"), "400 invalidFilter"),
            ] {
                let refused = await ConfigStoreFixture.code { _ = try await client.audit(filter) }
                #expect(refused == code)
            }
            let cursor = try await client.audit(AuditFilter(kind: "usertoken"), limit: 2).nextCursor
            let other = await ConfigStoreFixture.code {
                _ = try await client.audit(AuditFilter(kind: "user"), cursor: cursor)
            }
            #expect(other == "400 invalidCursor")
        }
    }

    @Test("has no line for what was refused, and one for what was committed, whoever is faster")
    func concurrency() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    // Forty names, five times each.
                    group.addTask {
                        _ = try? await client.createUser(CreateUserRequest(userName: "user\(number % 40)"))
                    }
                }
            }
            _ = await ConfigStoreFixture.code { try await client.deleteUser("nobody") }
            _ = await ConfigStoreFixture.code { _ = try await client.createRemoteSource(CreateRemoteSourceRequest()) }
            let entries = try await Self.all(client)
            #expect(entries.count == 40)
            #expect(Set(entries.map(\.ref)) == Set((0..<40).map { "user\($0)" }))
        }
    }

    @Test("pages without a gap or a double while others write")
    func paging() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            for number in 0..<40 { _ = try await client.createUser(CreateUserRequest(userName: "before\(number)")) }
            let seen = try await withThrowingTaskGroup(of: [AuditEntry].self) { group in
                group.addTask {
                    for number in 0..<60 {
                        _ = try await client.createUser(CreateUserRequest(userName: "during\(number)"))
                    }
                    return []
                }
                for _ in 0..<4 { group.addTask { try await Self.all(client) } }
                return try await group.reduce(into: [[AuditEntry]]()) { $0.append($1) }.filter { !$0.isEmpty }
            }
            #expect(seen.count == 4)
            for entries in seen {
                #expect(entries.map(\.id) == Set(entries.map(\.id)).sorted(by: >))
                let before = entries.map(\.ref).filter { $0.hasPrefix("before") }
                #expect(before == (0..<40).reversed().map { "before\($0)" })
            }
        }
    }

    @Test("keeps no secret, and says nothing of tokens that are refreshed")
    func secrets() async throws {
        let secret = "s3cret-that-must-not-show"
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.oauth2("forge", secret: secret))
            _ = try await client.updateRemoteSource("forge", UpdateRemoteSourceRequest(clientSecret: secret + "2"))
            let account = try #require(
                try await client.createUser(
                    CreateUserRequest(userName: "alice", linkedAccount: .account("7", source: "forge", token: secret))
                ).linkedAccounts.first)
            let before = try await Self.all(client).count
            let lease = RefreshLeaseRequest(holder: "h", revision: account.revision)
            let leased = try await client.acquireRefreshLease(user: "alice", id: account.id, lease)
            _ = try await client.updateLinkedAccount(
                user: "alice", id: account.id,
                UpdateLinkedAccountRequest(
                    credentials: LinkedAccountCredentials(accessToken: secret, refreshToken: secret),
                    ifRevision: leased.revision))
            #expect(try await Self.all(client).count == before)
            _ = try await client.updateLinkedAccount(
                user: "alice", id: account.id, UpdateLinkedAccountRequest(needsLogin: true))
            let token = try await client.createUserToken(for: "alice", name: "laptop").token
            let session = try await client.createSession(for: "alice", lifetimeSeconds: 60).id
            try await client.deleteUser("alice")
            let entries = try await Self.all(client)
            #expect(entries.contains { $0.changes == [.init(name: "needs_login", before: "false", after: "true")] })
            #expect(entries.contains { $0.changes.map(\.name) == ["client_secret_fingerprint"] })
            let text = String(decoding: try JSONEncoder().encode(entries), as: UTF8.self)
            for hidden in [secret, token, session] {
                #expect(!text.contains(hidden))
                try SecretScan.expectNothing(of: hidden, in: fixture.directory)
            }
        }
    }

    @Test("cuts long values off")
    func long() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            var request = CreateRemoteSourceRequest.gitea()
            request.apiURL = "https://git.example.com/" + String(repeating: "a", count: 1_000)
            _ = try await client.createRemoteSource(request)
            let entry = try #require(try await Self.all(client).first)
            let url = try #require(entry.changes.first { $0.name == "apiurl" }?.after)
            #expect(url.count == 257)
            #expect(url.hasSuffix("…"))
        }
    }

    @Test("forgets what is older than it goes back, and nothing else")
    func pruning() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            for number in 0..<250 { _ = try await client.createUser(CreateUserRequest(userName: "old\(number)")) }
            fixture.clock.advance(seconds: 89 * 86_400)
            let young = try await client.createUser(CreateUserRequest(userName: "young")).user
            try await fixture.store.removeOld()
            #expect(try await Self.all(client).count == 251)
            fixture.clock.advance(seconds: 86_400 + 1)
            try await fixture.store.removeOld()
            for filter in [AuditFilter(), .init(kind: "user"), .init(object: young.id), .init(actor: "client")] {
                let left = try await Self.all(client, filter).map(\.ref)
                #expect(left == ["young"])
            }
            let first = try await client.user("old0").id
            #expect(try await Self.all(client, AuditFilter(holder: first)).isEmpty)
        }
    }

    @Test("refuses a caller that it can't read", arguments: ["", "user", "user a", "admin x", "root", "user a b c"])
    func callers(text: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            #expect(AuditActor(headerValue: text) == nil)
            let answer = try await fixture.transport.send(
                .init(
                    method: "POST", url: "http://configstore/api/v1alpha/users",
                    headers: [.init("Sallyport-Actor", text)], body: Array(#"{"user_name":"alice"}"#.utf8)))
            #expect(answer.status == 400)
            #expect(try await Self.all(fixture.client).isEmpty)
        }
    }
}
