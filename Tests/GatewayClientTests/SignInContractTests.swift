import ForgeSimulator
import Gateway
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("The gateway's client: signing in", .serviceLogs)
struct SignInContractTests {
    @Test(
        "registers, logs in, authorizes and links by password and by OAuth2",
        arguments: [(ForgeKind.gitea, "gitea"), (.gitea, "forge"), (.github, "forge"), (.gitlab, "forge")])
    func all(_ kind: ForgeKind, _ source: String) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            let anonymous = fixture.anonymous
            let login = source == "gitea" ? ContractFixture.login("alice") : nil
            func end(_ started: SignIn, _ client: GatewayClient? = nil) async throws -> SignIn {
                source == "gitea" ? started : try await fixture.finish(started, login: "alice", client: client)
            }
            let authorized = try await end(try await anonymous.authorize(remoteSource: source, login: login))
            guard case .authorized(let remoteUser) = authorized else { throw Unexpected(authorized) }
            #expect(remoteUser.loginName == "alice" && remoteUser.email == "alice@example.com")
            let early = await #expect(throws: GatewayClientError.self) {
                _ = try await end(try await anonymous.login(remoteSource: source, login: login))
            }
            #expect(early?.summary == "404 linkedAccountDoesNotExist")
            let registered = try await end(
                try await anonymous.register(userName: "alicia", remoteSource: source, login: login))
            guard case .registered(let user) = registered else { throw Unexpected(registered) }
            #expect(user.name == "alicia")
            let loggedIn = try await end(try await anonymous.login(remoteSource: source, login: login))
            guard case .loggedIn(let same, let session) = loggedIn else { throw Unexpected(loggedIn) }
            #expect(same.id == user.id)
            let client = anonymous.with(token: session)
            let account = try #require(try await client.linkedAccounts(of: "alicia").first)
            try await client.deleteLinkedAccount(of: "alicia", id: account.id)
            let linked = try await end(
                try await client.link(user: "alicia", remoteSource: source, login: login), client)
            guard case .linked(let again) = linked else { throw Unexpected(linked) }
            #expect(again.remoteUserID == account.remoteUserID && again.id != account.id)
        }
    }

    @Test("takes a one-time password, which works once")
    func oneTimePassword() async throws {
        try await ContractFixture.with { fixture in
            func register(_ code: String?) async throws(GatewayClientError) -> SignIn {
                try await fixture.anonymous.register(
                    userName: "olga", remoteSource: "gitea",
                    login: ContractFixture.login("olga", oneTimePassword: code))
            }
            for code in [nil, "654321"] {
                let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await register(code)
                }
                #expect(error.summary == "401 invalidCredentials")
            }
            guard case .registered(let user) = try await register(ContractFixture.oneTimePassword) else {
                throw Unexpected("no user")
            }
            #expect(user.name == "olga")
        }
    }

    @Test("sends the browser to the forge with a proof key, and takes what comes back once, from the starter")
    func flow() async throws {
        try await ContractFixture.with { fixture in
            let anonymous = fixture.anonymous
            let started = try await anonymous.register(userName: "alice", remoteSource: "forge")
            let (flow, code, state) = try await fixture.visit(started, login: "alice")
            #expect(flow.url.contains("code_challenge_method=S256") && !flow.url.contains(flow.secret))
            func finish(_ secret: String) async throws(GatewayClientError) -> SignIn {
                try await anonymous.finish(code: code, state: state, flowSecret: secret)
            }
            let stranger = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await finish("another")
            }
            #expect(stranger.summary == "403 flowMismatch")
            guard case .registered = try await finish(flow.secret) else { throw Unexpected("no user") }
            let second = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await finish(flow.secret)
            }
            #expect(second.summary == "409 stateAlreadyUsed")
        }
    }

    @Test("refuses a code that the forge did not give")
    func madeUpCode() async throws {
        try await ContractFixture.with { fixture in
            let started = try await fixture.anonymous.register(userName: "alice", remoteSource: "forge")
            let (flow, _, state) = try await fixture.visit(started, login: "alice")
            let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.anonymous.finish(code: "made-up", state: state, flowSecret: flow.secret)
            }
            #expect(error.summary == "401 codeRefused")
        }
    }

    @Test("gets the browser sent on to the port on which it listens")
    func loopback() async throws {
        try await ContractFixture.with { fixture in
            let started = try await fixture.anonymous.register(
                userName: "alice", remoteSource: "forge", loopbackPort: 40_000)
            guard case .redirect(let flow) = started else { throw Unexpected(started) }
            let back = try await ConsentForm.grant(
                flow.url, login: "alice", password: ContractFixture.password, through: fixture.forge.transport)
            let page = try await fixture.gateway.transport.send(
                TransportRequest(method: "GET", url: try #require(back)))
            let refresh = page.headers.first(named: "Refresh") ?? ""
            #expect(page.status == 200 && refresh.hasPrefix("0; url=http://127.0.0.1:40000/oauth2/callback?"))
            #expect(refresh.hasSuffix(try #require(back?.split(separator: "?").last)))
        }
    }

    @Test(
        "leaves those whose account it is a token that works, whatever others are refused",
        arguments: ["gitea", "forge"])
    func taken(source: String) async throws {
        try await ContractFixture.with { fixture in
            fixture.state.addRepository("r", owner: "alice")
            let alice = try await fixture.user("alice", through: source)
            _ = try await fixture.admin.createUser("bob")
            let bob = fixture.anonymous.with(token: try await fixture.admin.createUserToken(for: "bob", name: "test"))
            let login = source == "gitea" ? ContractFixture.login("alice") : nil
            func refusal(
                of client: GatewayClient, _ start: () async throws(GatewayClientError) -> SignIn
            ) async throws -> String? {
                await #expect(throws: GatewayClientError.self) {
                    let started = try await start()
                    if login == nil { _ = try await fixture.finish(started, login: "alice", client: client) }
                }?.summary
            }
            let registering = try await refusal(of: fixture.anonymous) { () async throws(GatewayClientError) in
                try await fixture.anonymous.register(userName: "other", remoteSource: source, login: login)
            }
            #expect(registering == "409 linkedAccountAlreadyExists")
            #expect(try await alice.remoteRepositories(of: source).items.map(\.path) == ["alice/r"])
            let linking = try await refusal(of: bob) { () async throws(GatewayClientError) in
                try await bob.link(user: "bob", remoteSource: source, login: login)
            }
            #expect(linking == "409 linkedAccountAlreadyExists")
            #expect(try await alice.remoteRepositories(of: source).items.map(\.path) == ["alice/r"])
            let tokens = fixture.state.requests.count { $0.hasSuffix("/tokens") }
            let started = try await fixture.anonymous.authorize(remoteSource: source, login: login)
            if login == nil { _ = try await fixture.finish(started, login: "alice") }
            #expect(fixture.state.requests.count { $0.hasSuffix("/tokens") } == tokens)
            #expect(try await alice.remoteRepositories(of: source).items.map(\.path) == ["alice/r"])
        }
    }
}
