import Foundation
import HTTPTransport
import RemoteSources
import Testing

@Suite("A remote source session")
struct RemoteSourceSessionTests {
    private let token = CredentialSet(accessToken: "the-token", secrets: [.clientSecret: "the-client-secret"])

    @Test("signs in with a password and makes a token")
    func signsIn() async throws {
        let fixture = HostFixture([.json(#"{"id":"7","login":"me"}"#), .status(201, [:], #"{"sha1":"new-token"}"#)])
        let login = CredentialSet.Login(name: "me", password: "secret")
        let signIn = try await fixture.session().signIn(login, tokenName: "sallyport")
        #expect(signIn.user == RemoteUser(id: "7", loginName: "me"))
        #expect(signIn.accessToken == "new-token")
        let requests = fixture.transport.requests
        #expect(requests.map(\.url) == ["https://h/sub/user", "https://h/sub/users/me/tokens"])
        #expect(requests.allSatisfy { $0.headers.first(named: "authorization")?.hasPrefix("Basic ") == true })
    }

    @Test("sends a one-time password once, with the request that makes the token")
    func signsInWithTwoFactors() async throws {
        let fixture = HostFixture([.status(201, [:], #"{"sha1":"new-token"}"#), .json(#"{"id":"7","login":"me"}"#)])
        let login = CredentialSet.Login(name: "me", password: "secret", oneTimePassword: "123456")
        let signIn = try await fixture.session().signIn(login, tokenName: "sallyport")
        #expect(signIn.user == RemoteUser(id: "7", loginName: "me"))
        #expect(signIn.accessToken == "new-token")
        let requests = fixture.transport.requests
        #expect(requests.map(\.url) == ["https://h/sub/users/me/tokens", "https://h/sub/user"])
        #expect(requests.map { $0.headers.first(named: "x-otp") } == ["123456", nil])
    }

    @Test("takes a token for a password where people have no other one")
    func signsInWithToken() async throws {
        var manifest = TestDriver.manifest()
        manifest.passwordIsToken = true
        func signIn(_ name: String, _ answer: ScriptedTransport.Answer) async throws -> (
            RemoteSignIn, [TransportRequest]
        ) {
            let fixture = HostFixture([answer])
            let login = CredentialSet.Login(name: name, password: "their-token")
            let signIn = try await fixture.session(manifest: manifest).signIn(login, tokenName: "sallyport")
            return (signIn, fixture.transport.requests)
        }
        let (found, requests) = try await signIn("Me", .json(#"{"id":"7","login":"me"}"#))
        #expect(found.user == RemoteUser(id: "7", loginName: "me") && found.accessToken == "their-token")
        #expect(requests.map(\.url) == ["https://h/sub/user"])
        #expect(requests.map { $0.headers.first(named: "authorization") } == ["Bearer their-token"])
        // Somebody else's token proves who somebody else is.
        for (name, answer) in [
            ("you", ScriptedTransport.Answer.json(#"{"id":"7","login":"me"}"#)), ("me", .status(401, [:], "{}")),
        ] {
            let error = await #expect(throws: OperationError.self) { _ = try await signIn(name, answer) }
            #expect(error?.code == "unauthorized" && error?.message.contains("their-token") == false)
        }
    }

    @Test("makes the token first where only tokens are told whose they are")
    func signsInTokenFirst() async throws {
        let fixture = HostFixture([.status(201, [:], #"{"sha1":"new-token"}"#), .json(#"{"id":"7","login":"me"}"#)])
        var manifest = TestDriver.manifest()
        manifest.makesTokenFirst = true
        let login = CredentialSet.Login(name: "me@example.com", password: "secret")
        let signIn = try await fixture.session(manifest: manifest).signIn(login, tokenName: "sallyport")
        #expect(signIn.user == RemoteUser(id: "7", loginName: "me") && signIn.accessToken == "new-token")
        let requests = fixture.transport.requests
        #expect(requests.map(\.url) == ["https://h/sub/users/me%40example.com/tokens", "https://h/sub/user"])
        #expect(requests[1].headers.first(named: "authorization") == "Bearer new-token")
    }

    @Test("makes no token when the password is wrong")
    func stopsAtWrongPasswords() async {
        let fixture = HostFixture([.status(401, [:], #"{"message":"invalid username, password or token"}"#)])
        let login = CredentialSet.Login(name: "me", password: "wrong")
        let error = await #expect(throws: OperationError.self) {
            try await fixture.session().signIn(login, tokenName: "sallyport")
        }
        #expect(error?.code == "unauthorized")
        #expect(fixture.transport.requests.count == 1)
    }

    @Test("refuses users without an id and answers without a token")
    func refusesHalfAnswers() async {
        let login = CredentialSet.Login(name: "me", password: "secret")
        let nobody = HostFixture([.json(#"{"id":"","login":"me"}"#)])
        await #expect(throws: OperationError.self) { try await nobody.session().signIn(login, tokenName: "t") }
        let noToken = HostFixture([.json(#"{"id":"7","login":"me"}"#), .status(201, [:], "{}")])
        await #expect(throws: OperationError.self) { try await noToken.session().signIn(login, tokenName: "t") }
    }

    @Test("knows who the token belongs to")
    func readsCurrentUser() async throws {
        let fixture = HostFixture([.json(#"{"id":"7","login":"me"}"#)])
        #expect(try await fixture.session(token).currentUser().loginName == "me")
        #expect(fixture.transport.requests.first?.headers.first(named: "authorization") == "Bearer the-token")
    }

    @Test("builds the URL where people consent, escaped and without a secret")
    func buildsAuthorizeURL() throws {
        let url = try HostFixture([]).session(token).authorizeURL(
            clientID: "id&x", state: "st ate", codeChallenge: "chal", redirectURI: "https://me/oauth2/callback?a=b")
        #expect(
            url == "https://h/sub/login/oauth/authorize?client_id=id%26x"
                + "&redirect_uri=https%3A%2F%2Fme%2Foauth2%2Fcallback%3Fa%3Db&response_type=code"
                + "&scope=read%3Auser%20a%20b&state=st%20ate&code_challenge=chal&code_challenge_method=S256")
        #expect(!url.contains("secret"))
    }

    @Test("sends a challenge only to a forge that takes one")
    func leavesOutChallenge() throws {
        let capabilities = Set(Capability.allCases).subtracting([.oauth2PKCE])
        let session = RemoteSourceSession(
            driver: TestDriver(manifest: TestDriver.manifest(capabilities: capabilities)), host: HostFixture([]).host,
            connection: RemoteSourceConnection(apiURL: "https://h"), deadline: .now)
        let url = try session.authorizeURL(clientID: "id", state: "s", codeChallenge: "c", redirectURI: "https://me")
        #expect(!url.contains("challenge"))
    }

    @Test("exchanges a code, with every secret in the body and none in the URL")
    func exchangesCodes() async throws {
        let fixture = HostFixture([.json(#"{"access_token":"aaaa","refresh_token":"rrrr","expires_in":60}"#)])
        let tokens = try await fixture.session(token).exchangeCode(
            "the-code", clientID: "id", verifier: "the-verifier", redirectURI: "https://me")
        #expect(tokens.accessToken == "aaaa" && tokens.refreshToken == "rrrr")
        #expect(tokens.expiresAt == HostFixture.now + 60)
        let request = try #require(fixture.transport.requests.first)
        #expect(request.url == "https://h/sub/token")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "client_id=id&client_secret=the-client-secret&code=the-code&code_verifier=the-verifier"
                + "&redirect_uri=https%3A%2F%2Fme")
    }

    @Test("refreshes tokens, and knows when the account has to sign in again")
    func refreshes() async throws {
        let fixture = HostFixture([.json(#"{"access_token":"aaaa"}"#)])
        let tokens = try await fixture.session(token).refreshTokens(
            "old-refresh", clientID: "id", redirectURI: "https://me")
        #expect(tokens.accessToken == "aaaa" && tokens.refreshToken == nil && tokens.expiresAt == nil)
        let refused = HostFixture([
            .status(400, [:], #"{"error":"unauthorized_client","error_description":"old-refresh was used already"}"#)
        ])
        let error = await #expect(throws: OperationError.self) {
            try await refused.session(token).refreshTokens("old-refresh", clientID: "id", redirectURI: "https://me")
        }
        #expect(error == .driver(.unauthorized("<secret> was used already")))
    }

    @Test("follows a renamed repository to its id")
    func followsMoves() async throws {
        let fixture = HostFixture([.status(301, ["X-Id": "42"]), .json(#"{"id":"42","path":"new/name"}"#)])
        let path = try RepositoryPath("old/name")
        #expect(try await fixture.session(token).repository(path: path).path == "new/name")
        #expect(
            fixture.transport.requests.map(\.url) == ["https://h/sub/repos/old/name", "https://h/sub/repositories/42"])
        let lost = HostFixture([.status(301)])
        await #expect(throws: OperationError.driver(.moved(id: nil))) {
            try await lost.session(token).repository(path: path)
        }
    }

    private func page(_ id: Int, next: String?) -> ScriptedTransport.Answer {
        .status(200, next.map { ["X-Next": $0] } ?? [:], #"[{"id":"\#(id)","path":"a/b"}]"#)
    }

    @Test("lists the repositories of all pages")
    func listsPages() async throws {
        let fixture = HostFixture([page(1, next: "p2"), page(2, next: nil)])
        let list = try await fixture.session(token).allRepositories()
        #expect(list.items.map(\.id) == ["1", "2"])
        #expect(list.isComplete)
        #expect(fixture.transport.requests.map(\.url) == ["https://h/sub/repos", "https://h/sub/repos?page=p2"])
    }

    @Test("stops at the bound on pages and says so")
    func boundsPages() async throws {
        let fixture = HostFixture((1...9).map { page($0, next: "p\($0 + 1)") })
        let list = try await fixture.session(token).allRepositories()
        #expect(list.items.count == 3)
        #expect(!list.isComplete)
        let one = HostFixture([page(1, next: "p2")])
        #expect(try await one.session(token).allRepositories(maxPages: 1).items.count == 1)
    }

    @Test("leaves pages that go in circles, and page tokens that are too long")
    func refusesCircles() async {
        let fixture = HostFixture((1...9).map { page($0, next: "same") })
        await #expect(throws: OperationError.self) { try await fixture.session(token).allRepositories() }
        let long = HostFixture([])
        await #expect(throws: OperationError.self) {
            try await long.session(token).repositories(page: PageToken(String(repeating: "x", count: 1025)))
        }
        #expect(long.transport.requests.isEmpty)
    }

    @Test("asks a driver only for what its manifest has")
    func keepsCapabilities() async {
        let session = RemoteSourceSession(
            driver: TestDriver(manifest: TestDriver.manifest(capabilities: [])), host: HostFixture([]).host,
            connection: RemoteSourceConnection(apiURL: "https://h"), deadline: .now)
        let error = await #expect(throws: OperationError.self) { try await session.currentUser() }
        #expect(error?.code == "notSupported")
        #expect(throws: OperationError.self) {
            try session.authorizeURL(clientID: "i", state: "s", codeChallenge: nil, redirectURI: "https://me")
        }
    }
}

@Suite("A proof key")
struct PKCETests {
    @Test("has the challenge of RFC 7636, appendix B")
    func matchesKnownVector() {
        let key = PKCE(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(key?.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("has a verifier of 43–128 unreserved characters")
    func keepsGrammar() {
        #expect(PKCE(verifier: String(repeating: "a", count: 42)) == nil)
        #expect(PKCE(verifier: String(repeating: "a", count: 129)) == nil)
        #expect(PKCE(verifier: String(repeating: "a", count: 42) + "+") == nil)
        #expect(PKCE(verifier: String(repeating: "~", count: 128)) != nil)
    }

    @Test("is another one each time")
    func isRandom() {
        var generator = SystemRandomNumberGenerator()
        let keys = (0..<50).map { _ in PKCE(using: &generator).verifier }
        #expect(Set(keys).count == 50)
        #expect(keys.allSatisfy { PKCE(verifier: $0) != nil })
    }
}
