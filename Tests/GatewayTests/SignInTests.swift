import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing

@Suite("Signing in", .serviceLogs)
struct SignInTests {
    @Test("registers with a password, logs in, and ends the session")
    func password() async throws {
        try await GatewayFixture.with { fixture in
            #expect(try await fixture.register("alice").status == 201)
            let login = try await fixture.send(
                "POST", "auth/login",
                #"{"remote_source_name":"gitea","login_name":"alice","password":"\#(ScriptedForge.password)"}"#)
            #expect(login.status == 201)
            let cookie = try #require(login.headers.first(named: "Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-session=sps_"))
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(part)) }
            let token = login.string("token")
            let user = try await fixture.send("GET", "user", token: token)
            #expect(user.string("username") == "alice")
            #expect(try await fixture.send("POST", "auth/logout", token: token).status == 204)
            #expect(try await fixture.send("GET", "user", token: token).status == 401)
        }
    }

    @Test("refuses what can be refused before the forge is contacted")
    func before() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.store.createUser(CreateUserRequest(userName: "taken"))
            #expect(try await fixture.register("a--b").code == "invalidUserName")
            #expect(try await fixture.register("taken").code == "userAlreadyExists")
            _ = try await fixture.store.updateRemoteSource(
                "gitea", UpdateRemoteSourceRequest(registrationEnabled: false, loginEnabled: false))
            let off = try await fixture.register("alice")
            #expect("\(off.status) \(off.code)" == "403 registrationDisabled")
            let login = try await fixture.send(
                "POST", "auth/login", #"{"remote_source_name":"gitea","login_name":"a","password":"b"}"#)
            #expect("\(login.status) \(login.code)" == "403 loginDisabled")
            let unknown = try await fixture.send("POST", "auth/login", #"{"remote_source_name":"none"}"#)
            #expect("\(unknown.status) \(unknown.code)" == "404 remoteSourceDoesNotExist")
            #expect(fixture.forge.requests.isEmpty)
        }
    }

    @Test("passes the configstore's word on: one user for each remote identity")
    func identityTaken() async throws {
        try await GatewayFixture.with { fixture in
            #expect(try await fixture.register("alice").status == 201)
            let second = try await fixture.register("alice2")
            #expect("\(second.status) \(second.code)" == "409 linkedAccountAlreadyExists")
        }
    }

    @Test("slows failed logins down, and lets others in meanwhile")
    func slowed() async throws {
        try await GatewayFixture.with { fixture in
            let wrong = #"{"remote_source_name":"gitea","login_name":"alice","password":"wrong"}"#
            var codes: [String] = []
            for _ in 0..<7 { codes.append(try await fixture.send("POST", "auth/login", wrong).code) }
            #expect(codes.prefix(5).allSatisfy { $0 == "invalidCredentials" })
            let slowed = try await fixture.send("POST", "auth/login", wrong)
            #expect("\(slowed.status) \(slowed.code)" == "429 tooManyLogins")
            #expect(slowed.headers.first(named: "Retry-After") != nil)
            fixture.time.advance(1000)
            #expect(try await fixture.send("POST", "auth/login", wrong).code == "invalidCredentials")
        }
    }

    @Test("goes through OAuth2 with PKCE, once")
    func oauth2() async throws {
        try await GatewayFixture.with { fixture in
            let start = try await fixture.send(
                "POST", "auth/register", #"{"username":"carol","remote_source_name":"forge"}"#)
            let url = try #require(URLComponents(string: start.string("oauth2_redirect")))
            #expect(url.path == "/login/oauth/authorize")
            let query = Dictionary(uniqueKeysWithValues: (url.queryItems ?? []).map { ($0.name, $0.value ?? "") })
            #expect(query["code_challenge_method"] == "S256")
            #expect(query["code_challenge"]?.count == 43)
            #expect(query["redirect_uri"] == "https://sallyport.example.com/oauth2/callback")
            #expect(query["scope"] == "read:user write:repository read:organization")
            let state = try #require(query["state"])
            #expect(!state.contains("carol"))
            let secret = start.string("flow_secret")
            let done = try await fixture.callback(state, secret: secret)
            #expect(done.status == 200)
            #expect(done.string("request_type") == "registeruser")
            #expect(try await fixture.store.user("carol").name == "carol")
            let before = fixture.forge.requests.count
            let again = try await fixture.callback(state, secret: secret)
            #expect("\(again.status) \(again.code)" == "409 stateAlreadyUsed")
            #expect(fixture.forge.requests.count == before)
        }
    }

    @Test("refuses a state of another client, an old one and one that was changed")
    func states() async throws {
        try await GatewayFixture.with { fixture in
            let body = #"{"username":"carol","remote_source_name":"forge"}"#
            let flow = try await fixture.startFlow("auth/register", body)
            let other = try await fixture.startFlow("auth/register", body)
            for secret in [nil, "", "wrong", other.secret] {
                #expect(try await fixture.callback(flow.state, secret: secret).code == "flowMismatch")
            }
            #expect(try await fixture.callback(flow.state + "A", secret: flow.secret).code == "invalidState")
            let cookie = try await fixture.send(
                "GET", "auth/oauth2/callback?code=the-code&state=\(other.state)",
                headers: [TransportHeader("Cookie", "__Host-flow=\(other.secret)")])
            #expect(cookie.status == 200)
            fixture.time.advance(601)
            #expect(try await fixture.callback(flow.state, secret: flow.secret).code == "invalidState")
        }
    }

    @Test("refuses at the end of a flow what was switched off meanwhile, before the code is sent")
    func switchedOff() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.oauth2User()
            let login = try await fixture.startFlow("auth/login", #"{"remote_source_name":"forge"}"#)
            let body = #"{"username":"dora","remote_source_name":"forge"}"#
            let register = try await fixture.startFlow("auth/register", body)
            let taken = try await fixture.startFlow("auth/register", body)
            _ = try await fixture.store.createUser(CreateUserRequest(userName: "dora"))
            let before = fixture.forge.requests.count
            #expect(try await fixture.callback(taken.state, secret: taken.secret).code == "userAlreadyExists")
            _ = try await fixture.store.updateRemoteSource(
                "forge", UpdateRemoteSourceRequest(registrationEnabled: false, loginEnabled: false))
            #expect(try await fixture.callback(login.state, secret: login.secret).code == "loginDisabled")
            #expect(try await fixture.callback(register.state, secret: register.secret).code == "registrationDisabled")
            #expect(fixture.forge.requests.count == before)
        }
    }

    @Test("finishes a browser's flow on a page without scripts, and shows what went wrong on the same")
    func browser() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.oauth2User()
            let flow = try await fixture.startFlow("auth/login", #"{"remote_source_name":"forge"}"#)
            let path = "/oauth2/callback?code=the-code&state=\(flow.state)"
            let stranger = try await fixture.send("GET", path)
            #expect(stranger.status == 403)
            #expect(stranger.text.contains("another browser"))
            let cookie = TransportHeader("Cookie", "__Host-flow=\(flow.secret)")
            let page = try await fixture.send("GET", path, headers: [cookie])
            #expect(page.status == 200)
            #expect(page.text.contains("You are logged in as carol"))
            #expect(page.headers.first(named: "Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
            #expect(page.headers.first(named: "Referrer-Policy") == "no-referrer")
            let session = try #require(page.headers.first(named: "Set-Cookie")?.split(separator: ";").first)
            let user = try await fixture.send("GET", "user", headers: [TransportHeader("Cookie", String(session))])
            #expect(user.string("username") == "carol")
            let refused = try await fixture.send("GET", "/oauth2/callback?error=access_denied<script>")
            #expect(refused.status == 400)
            #expect(refused.text.contains("access_denied"))
            #expect(!refused.text.contains("<script"))
        }
    }

    @Test("links an account only for the user who started it")
    func linking() async throws {
        try await GatewayFixture.with { fixture in
            for name in ["alice", "mallory"] {
                _ = try await fixture.store.createUser(CreateUserRequest(userName: name))
            }
            let alice = try await fixture.store.createUserToken(for: "alice", name: "t").token
            let mallory = try await fixture.store.createUserToken(for: "mallory", name: "t").token
            let body = #"{"remote_source_name":"forge"}"#
            #expect(try await fixture.send("POST", "users/alice/linkedaccounts", body, token: mallory).status == 403)
            let flow = try await fixture.startFlow("users/mallory/linkedaccounts", body, token: mallory)
            for token in [alice, nil] {
                #expect(
                    try await fixture.callback(flow.state, secret: flow.secret, token: token).code == "flowMismatch")
            }
            let done = try await fixture.callback(flow.state, secret: flow.secret, token: mallory)
            #expect(done.string("request_type") == "createuserla")
            #expect(try await fixture.store.linkedAccounts(of: "mallory").count == 1)
            #expect(try await fixture.store.linkedAccounts(of: "alice").isEmpty)
        }
    }

    @Test(
        "says what is wrong with a forge",
        arguments: [
            (ScriptedForge.json(500, ""), "502 forgeBadAnswer"),
            (
                TransportResponse(
                    status: 200, headers: [TransportHeader("Content-Type", "text/html")], body: Array("<html>".utf8)),
                "502 forgeBadAnswer"
            ),
            (ScriptedForge.json(429, ""), "503 forgeRateLimited"),
        ])
    func badForge(answer: TransportResponse, expected: String) async throws {
        try await GatewayFixture.with { fixture in
            fixture.forge.state.withLock { $0.answer = answer }
            let refused = try await fixture.register("alice")
            #expect("\(refused.status) \(refused.code)" == expected)
        }
    }

    @Test(
        "says what is wrong with the way to a forge",
        arguments: [
            (TransportError.Code.timedOut, "504 forgeTimedOut"), (.connectionFailed, "502 forgeUnavailable"),
            (.addressRefused, "502 forgeAddressRefused"), (.responseTooLarge, "502 forgeBadAnswer"),
            (.invalidResponse, "502 forgeBadAnswer"), (.tlsFailed, "502 forgeUnavailable"),
        ])
    func unreachable(code: TransportError.Code, expected: String) async throws {
        try await GatewayFixture.with { fixture in
            fixture.forge.state.withLock { $0.failure = TransportError(code, "why") }
            let refused = try await fixture.send(
                "POST", "auth/login", #"{"remote_source_name":"gitea","login_name":"a","password":"b"}"#)
            #expect("\(refused.status) \(refused.code)" == expected)
        }
    }

    @Test("leaves no secret in a log")
    func noSecrets() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.register("alice")
            _ = try await fixture.oauth2User()
            #expect(!TestLog.current.contains("s3cret"))
        }
    }
}
