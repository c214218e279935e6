import ForgeSimulator
import Foundation
import HTTPTransport
import RemoteSources
import ServiceTesting
import Synchronization
import Testing

@Suite("OAuth2 at the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct ForgeOAuth2Tests {
    @Test("goes from the consent page to tokens that work, and on with refreshed ones")
    func flow() async throws {
        let flow = OAuth2Flow()
        let tokens = try await flow.tokens()
        let user = try await flow.user(tokens)
        #expect(user.loginName == "alice")
        let refreshed = try await flow.refresh(tokens.refreshToken)
        #expect(refreshed.accessToken != tokens.accessToken && refreshed.refreshToken != tokens.refreshToken)
        let again = try await flow.user(refreshed)
        #expect(again == user)
    }

    @Test("asks on a page that runs nothing and sends its form only to the forge and the client")
    func page() async throws {
        let flow = OAuth2Flow()
        let form = try ConsentForm(try await flow.fixture.send("GET", try flow.authorizePath()))
        let html = String(decoding: form.page.body, as: UTF8.self)
        #expect(form.action == "/login/oauth/grant")
        #expect(html.contains("Sally &amp; port") && !html.contains("<script"))
        let policy = form.page.headers.first(named: "content-security-policy") ?? ""
        #expect(policy.hasPrefix("default-src 'none'; form-action 'self' http://127.0.0.1:3398;"))
    }

    @Test("shows the page again after a wrong password, with a message and everything that was asked for")
    func wrongPassword() async throws {
        let flow = OAuth2Flow()
        let answer = try await flow.fixture.consent(to: try flow.authorizePath(), password: "wrong")
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("Username or password is incorrect."))
        let before = try ConsentForm(try await flow.fixture.send("GET", try flow.authorizePath()))
        let after = try ConsentForm(answer)
        #expect(after.fields == before.fields)
    }

    @Test("takes a one-time password on the page, and only once")
    func oneTimePassword() async throws {
        let flow = OAuth2Flow()
        flow.fixture.state.addUser("carol", password: "password", oneTimePassword: "123456")
        let path = try flow.authorizePath()
        let without = try await flow.fixture.consent(to: path, login: "carol")
        let first = try await flow.fixture.consent(to: path, login: "carol", oneTimePassword: "123456")
        let second = try await flow.fixture.consent(to: path, login: "carol", oneTimePassword: "123456")
        #expect(without.status == 200 && first.status == 302 && second.status == 200)
    }

    @Test("sends a person who denies back with access_denied")
    func denied() async throws {
        let flow = OAuth2Flow()
        let answer = try await flow.fixture.consent(to: try flow.authorizePath(), granted: false)
        #expect(answer.status == 302)
        #expect(ForgeFixture.query(of: answer) == ["error": "access_denied", "state": "st&1"])
    }

    @Test(
        "never sends a browser to a place that isn't registered",
        arguments: [
            "http://127.0.0.1:3398/oauth2/callback/", "http://127.0.0.1:3398/oauth2/callback?x=1",
            "http://evil.example.com/oauth2/callback", "",
        ])
    func unregistered(uri: String) async throws {
        let flow = OAuth2Flow()
        let path = try flow.authorizePath().replacing(
            /redirect_uri=[^&]*/, with: "redirect_uri=\(ConsentForm.escaped(uri))")
        let asked = try await flow.fixture.send("GET", path)
        let posted = try await flow.fixture.send(
            "POST", "/login/oauth/grant", headers: [ForgeFixture.formType],
            body: path.drop { $0 != "?" }.dropFirst() + "&login=alice&password=password&granted=true")
        #expect(asked.status == 400 && posted.status == 400)
        #expect(posted.headers.first(named: "location") == nil)
    }

    @Test("takes a code once, with its verifier only, and for ten minutes")
    func codes() async throws {
        let flow = OAuth2Flow()
        let code = try await flow.code()
        func exchange(_ verifier: String) async throws -> RemoteTokens {
            try await flow.session.exchangeCode(
                code, clientID: flow.application.clientID, verifier: verifier, redirectURI: ForgeFixture.redirectURI)
        }
        let refused = OperationError.driver(.unauthorized("client is not authorized"))
        await #expect(throws: refused) { _ = try await exchange(String(repeating: "w", count: 64)) }
        _ = try await exchange(flow.pkce.verifier)
        await #expect(throws: refused) { _ = try await exchange(flow.pkce.verifier) }
    }

    @Test("refuses a code after ten minutes, and an access token after its hour")
    func expiry() async throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        let simulator = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(rootURL: "http://localhost:3300"),
            logger: TestLog.current.logger(service: "forge"), now: { clock.withLock { $0 } })
        #expect(simulator.state.accessTokenLifetimeSeconds == 3600)
        simulator.state.addUser("alice", password: "password")
        let application = simulator.state.addOAuth2Application("a", redirectURIs: [ForgeFixture.redirectURI])
        let path =
            "/login/oauth/authorize?client_id=\(application.clientID)&response_type=code"
            + "&redirect_uri=\(ConsentForm.escaped(ForgeFixture.redirectURI))"
        var fixture = ForgeFixture()
        fixture.transport = simulator.transport
        func exchange(after seconds: Double) async throws -> TransportResponse {
            let code = ForgeFixture.query(of: try await fixture.consent(to: path))["code"] ?? ""
            clock.withLock { $0 += seconds }
            return try await fixture.send(
                "POST", "/login/oauth/access_token", headers: [TransportHeader("Content-Type", "application/json")],
                body: """
                    {"grant_type":"authorization_code","client_id":"\(application.clientID)","code":"\(code)",\
                    "client_secret":"\(application.clientSecret)","redirect_uri":"\(ForgeFixture.redirectURI)"}
                    """)
        }
        let late = try await exchange(after: 601)
        let early = try await exchange(after: 599)
        #expect(late.status == 400 && early.status == 200)
        let token = try #require(try TestJSON(early.body)["access_token"]?.string)
        func status() async throws -> Int {
            try await fixture.send("GET", "/api/v1/user", headers: [.init("Authorization", "Bearer \(token)")]).status
        }
        let fresh = try await status()
        clock.withLock { $0 += 3600 }
        let stale = try await status()
        #expect(fresh == 200 && stale == 401)
    }

    @Test("refuses a refresh token that was used, unless it is told to take it again")
    func rotation() async throws {
        let flow = OAuth2Flow()
        let tokens = try await flow.tokens()
        _ = try await flow.refresh(tokens.refreshToken)
        await #expect(throws: OperationError.driver(.unauthorized("token was already used"))) {
            _ = try await flow.refresh(tokens.refreshToken)
        }
        flow.fixture.state.faults.rotatesRefreshTokens = false
        _ = try await flow.refresh(tokens.refreshToken)
    }

    @Test("refuses every refresh when it is told to")
    func refusedRefresh() async throws {
        let flow = OAuth2Flow()
        let tokens = try await flow.tokens()
        flow.fixture.state.faults.refusesRefresh = true
        await #expect(throws: OperationError.driver(.unauthorized("client is not authorized"))) {
            _ = try await flow.refresh(tokens.refreshToken)
        }
    }

    @Test("answers 401 to revoked access tokens, whose refresh tokens go on working")
    func revoked() async throws {
        let flow = OAuth2Flow()
        let tokens = try await flow.tokens()
        flow.fixture.state.revokeAccessTokens()
        await #expect(throws: OperationError.driver(.unauthorized("token is required"))) {
            _ = try await flow.user(tokens)
        }
        let user = try await flow.user(try await flow.refresh(tokens.refreshToken))
        #expect(user.loginName == "alice")
    }
}
