import DeclarativeDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Signing in through the example drivers")
struct SignInTests {
    private func signIn(
        _ forge: ExampleDriver, _ names: [String], name: String
    ) async throws -> (RemoteSignIn, ReplayTransport, [RecordedExchange]) {
        let recorded = try forge.exchanges()
        let exchanges = try names.map { try #require(recorded[$0]) }
        let transport = ReplayTransport(exchanges.map(\.response))
        let signIn = try await forge.session(transport, CredentialSet())
            .signIn(.init(name: name, password: "password"), tokenName: "sallyport")
        return (signIn, transport, exchanges)
    }

    @Test("makes a token at Gogs first, which says who it is only to tokens, under a name that no other has")
    func gogs() async throws {
        let (signIn, transport, exchanges) = try await signIn(.gogs, ["token_create", "user"], name: "janedoe")
        let token = "8b7b8a2b7c3f4e4c9d6a1f20b3c4d5e6f7a8b9c0"
        #expect(signIn.accessToken == token && signIn.user.id == "1" && signIn.user.loginName == "janedoe")
        try transport.requests[0].expectEqual(to: exchanges[0])
        #expect(transport.requests[1].url == ExampleDriver.root + "/api/v1/user")
        #expect(transport.requests[1].headers.first(named: "Authorization") == "token " + token)
    }

    @Test("fails when Gogs has a token of the name already, and says so")
    func taken() async throws {
        await #expect {
            _ = try await signIn(.gogs, ["token_taken"], name: "janedoe")
        } throws: { error in
            (error as? OperationError)?.code == "invalid"
        }
    }

    @Test(
        "makes a token at Bitbucket in place of the one before, if there is one",
        arguments: [["tokens", "token_delete", "token_create"], ["tokens_none", "token_create"]])
    func bitbucket(names: [String]) async throws {
        let (signIn, transport, exchanges) = try await signIn(
            .bitbucketServer, ["whoami", "users"] + names, name: "jane@example.com")
        #expect(signIn.accessToken == "MzQ4MDU0MDc5MjkzOg3J" && signIn.user.loginName == "jcitizen")
        #expect(transport.requests.allSatisfy { $0.headers.first(named: "Authorization")?.hasPrefix("Basic ") == true })
        for (request, exchange) in zip(transport.requests, exchanges).dropFirst(2) {
            try request.expectEqual(to: exchange)
        }
    }

    @Test("asks for Bitbucket's tokens as its documentation says, with a proof key")
    func oauth2() async throws {
        let answer = TransportResponse(
            status: 200, headers: [TransportHeader("Content-Type", "application/json")],
            body: Array(
                #"{"access_token":"one","refresh_token":"two","token_type":"bearer","expires_in":7200}"#.utf8))
        let transport = ReplayTransport([answer, answer])
        let session = try ExampleDriver.bitbucketServer.session(transport)
        let authorize = try session.authorizeURL(
            clientID: "id", state: "s", codeChallenge: "c", redirectURI: "https://gateway.example/oauth2/callback")
        #expect(authorize.hasPrefix(ExampleDriver.root + "/rest/oauth2/latest/authorize?client_id=id&"))
        #expect(authorize.contains("scope=REPO_ADMIN") && authorize.contains("code_challenge=c"))
        let tokens = try await session.exchangeCode("code", clientID: "id", verifier: "v", redirectURI: "https://g")
        #expect(tokens.accessToken == "one" && tokens.refreshToken == "two")
        _ = try await session.refreshTokens("two", clientID: "id", redirectURI: "https://g")
        #expect(transport.requests.allSatisfy { $0.url == ExampleDriver.root + "/rest/oauth2/latest/token" })
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies[0].contains("grant_type=authorization_code") && bodies[0].contains("code_verifier=v"))
        #expect(bodies[1].contains("grant_type=refresh_token") && bodies[1].contains("refresh_token=two"))
    }

    @Test("has no OAuth2 at Gogs, which has none")
    func notSupported() async throws {
        let session = try ExampleDriver.gogs.session(ReplayTransport([]))
        await #expect(throws: OperationError.self) {
            _ = try await session.exchangeCode("code", clientID: "id", verifier: "", redirectURI: "https://g")
        }
    }
}
