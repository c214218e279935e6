import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Tokens, sessions and states", .serviceLogs)
struct AuthenticationTests {
    @Test("a token is shown once, works until it is deleted, and is not stored")
    func tokens() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createUser(CreateUserRequest(userName: "alice"))
            let name = "any name, even this / ü!"
            let token = try await client.createUserToken(for: "alice", name: name).token
            #expect(
                await ConfigStoreFixture.code { _ = try await client.createUserToken(for: "alice", name: name) }
                    == "409 userTokenAlreadyExists")
            #expect(try await client.authenticate(token: token).tokenNames == [name])
            try SecretScan.expectNothing(of: token, in: fixture.directory)
            try await client.deleteUserToken(user: "alice", name: name)
            #expect(
                await ConfigStoreFixture.code { _ = try await client.authenticate(token: token) } == "401 unauthorized")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteUserToken(user: "alice", name: name) }
                    == "404 userTokenDoesNotExist")
        }
    }

    @Test(
        "what is neither a token nor a session id is no question",
        arguments: [
            nil, "", "token", "token ", "session a b", "password x", "token " + String(repeating: "x", count: 257),
        ])
    func credentials(value: String?) async throws {
        try await ConfigStoreFixture.with { fixture in
            let headers = value.map { [TransportHeader("Sallyport-Credential", $0)] } ?? []
            let answer = try await fixture.transport.send(
                TransportRequest(
                    method: "GET", url: "http://configstore/api/v1alpha/authentication", headers: headers))
            #expect(answer.status == 400)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("invalidCredential"))
        }
    }

    @Test("what no token can be is nobody's", arguments: ["", "a b", "tok\u{0}en", "tök", "a\r\nX: y"])
    func noTokens(_ text: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            #expect(
                await ConfigStoreFixture.code { _ = try await fixture.client.authenticate(token: text) }
                    == "401 unauthorized")
        }
    }

    @Test("a session ends with its time, when it is revoked, and when all are")
    func sessions() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createUser(CreateUserRequest(userName: "alice"))
            let short = try await client.createSession(for: "alice", lifetimeSeconds: 60)
            let long = try await client.createSession(for: "alice", lifetimeSeconds: 3600)
            let third = try await client.createSession(for: "alice", lifetimeSeconds: 3600)
            fixture.clock.advance(seconds: 61)
            let over = "401 unauthorized"
            #expect(await ConfigStoreFixture.code { _ = try await client.authenticate(sessionID: short.id) } == over)
            #expect(try await client.authenticate(sessionID: long.id).user.name == "alice")
            try await client.deleteSession(user: "alice", id: long.id)
            #expect(await ConfigStoreFixture.code { _ = try await client.authenticate(sessionID: long.id) } == over)
            #expect(try await client.authenticate(sessionID: third.id).user.name == "alice")
            try await client.deleteSessions(of: "alice")
            #expect(await ConfigStoreFixture.code { _ = try await client.authenticate(sessionID: third.id) } == over)
        }
    }

    @Test("an OAuth2 state is used once by fifty at the same time")
    func states() async throws {
        try await ConfigStoreFixture.with { fixture in
            let request = ConsumeOAuth2StateRequest(
                id: "abcdefghijklmnop", expiresAt: fixture.clock.now.addingTimeInterval(600))
            let codes = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        await ConfigStoreFixture.code { try await fixture.client.consumeOAuth2State(request) }
                    }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == "409 stateAlreadyUsed" } == 49)
        }
    }
}
