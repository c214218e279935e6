import ConfigStoreClient
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import ServiceTesting
import Testing

import struct ConfigStoreAPI.CreateUserRequest

@Suite("The audit log through the gateway", .serviceLogs)
struct GatewayAuditTests {
    private static func client(_ fixture: GatewayFixture, _ token: String = GatewayFixture.admin) -> GatewayClient {
        GatewayClient(baseURL: "http://gateway", token: token, transport: fixture.gateway.transport)
    }

    private static func newest(
        _ fixture: GatewayFixture, _ filter: AuditFilter = .init()
    ) async throws -> AuditEntry {
        try #require(try await client(fixture).audit(filter, limit: 1).items.first)
    }

    private static func who(_ entry: AuditEntry) -> String {
        [entry.actor.type, entry.actor.id, entry.actor.name].compactMap(\.self).joined(separator: " ")
    }

    @Test("names the admin token, a user's token and a session, with request and address")
    func whoIsSignedIn() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.register("alice")
            let alice = try await fixture.store.user("alice")
            let login = try await fixture.send(
                "POST", "auth/login",
                #"{"remote_source_name":"gitea","login_name":"alice","password":"\#(ScriptedForge.password)"}"#)
            let token = try await fixture.store.createUserToken(for: "alice", name: "first").token
            let user = "user \(alice.id) alice"
            for (number, (caller, actor)) in [
                (GatewayFixture.admin, "admin"),
                (token, user), (login.string("token"), user),
            ].enumerated() {
                let answer = try await fixture.send(
                    "POST", "users/alice/tokens", #"{"token_name":"t\#(number)"}"#, token: caller,
                    headers: [TransportHeader("X-Request-ID", "request-\(number)")])
                #expect(answer.status == 201)
                let entry = try await Self.newest(fixture)
                #expect(Self.who(entry) == actor)
                #expect(entry.ref == "alice/t\(number)")
                #expect(entry.requestID == "request-\(number)")
                #expect(entry.clientAddress == "in-process")
            }
            let refused = try await fixture.send(
                "DELETE", "users/nobody", token: GatewayFixture.admin,
                headers: [TransportHeader("X-Request-ID", "request-x")])
            #expect(refused.status == 404)
            #expect(try await Self.newest(fixture).requestID == "request-2")
        }
    }

    @Test("names the new user of a registration, with a password and through OAuth2")
    func whoRegisters() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.register("alice")
            let flow = try await fixture.startFlow(
                "auth/register", #"{"username":"carol","remote_source_name":"forge"}"#)
            #expect(try await fixture.callback(flow.state, secret: flow.secret).status == 200)
            for name in ["alice", "carol"] {
                let id = try await fixture.store.user(name).id
                let page = try await Self.client(fixture).audit(of: name)
                #expect(page.items.map { "\($0.operation) \($0.kind)" } == ["create linkedaccount", "create user"])
                #expect(page.items.allSatisfy { Self.who($0) == "user \(id) \(name)" })
            }
        }
    }

    @Test("names who signs in, with a line for the session and none for the tokens")
    func whoSignsIn() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.oauth2User()
            let carol = try await fixture.store.user("carol")
            let before = try await Self.client(fixture).audit(of: "carol", limit: 100).items.count
            let flow = try await fixture.startFlow("auth/login", #"{"remote_source_name":"forge"}"#)
            #expect(try await fixture.callback(flow.state, secret: flow.secret).status == 200)
            let entries = try await Self.client(fixture).audit(of: "carol", limit: 100).items
            #expect(entries.count == before + 1)
            #expect(entries.first?.kind == "session")
            #expect(entries.first.map(Self.who) == "user \(carol.id) carol")
        }
    }

    @Test("shows users what happened to them, and where others were to administrators only")
    func owners() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.register("alice")
            _ = try await fixture.store.createUser(CreateUserRequest(userName: "bob"))
            let token = try await fixture.store.createUserToken(for: "alice", name: "own").token
            _ = try await Self.client(fixture).createUserToken(for: "alice", name: "by-admin")
            let own = Self.client(fixture, token)
            _ = try await own.createUserToken(for: "alice", name: "by-alice")
            let entries = try await own.audit(of: "alice").items
            #expect(entries.map(\.ref).prefix(2) == ["alice/by-alice", "alice/by-admin"])
            #expect(entries.map(\.clientAddress).prefix(2) == ["in-process", ""])
            #expect(entries.allSatisfy { $0.ref.hasPrefix("alice") })
            let forAdmin = try await Self.client(fixture).audit(of: "alice").items
            #expect(forAdmin.map(\.clientAddress).prefix(2) == ["in-process", "in-process"])
            for path in ["audit", "users/bob/audit"] {
                #expect(try await fixture.send("GET", path, token: token).status == 403)
                #expect(try await fixture.send("GET", path).status == 401)
            }
        }
    }

    @Test("is in pages whose links go on, and shows no secret")
    func pages() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.oauth2User()
            for number in 0..<10 { _ = try await fixture.store.createUserToken(for: "carol", name: "t\(number)") }
            var path: String? = "audit?limit=3&kind=usertoken"
            var refs: [String] = []
            while let current = path {
                let answer = try await fixture.send("GET", current, token: GatewayFixture.admin)
                #expect(!answer.text.contains("s3cret"))
                let items = try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [[String: Any]] ?? []
                refs += items.compactMap { $0["ref"] as? String }
                path = answer.headers.first(named: "Link").flatMap { link in
                    link.dropFirst().split(separator: ">").first.map {
                        String($0.dropFirst("https://sallyport.example.com".count))
                    }
                }
            }
            #expect(refs == (0..<10).reversed().map { "carol/t\($0)" } + ["carol/test"])
            #expect(
                try await Self.client(fixture).allAudit(.init(kind: "remotesource")).reduce(0) { n, _ in n + 1 } == 2)
        }
    }
}
