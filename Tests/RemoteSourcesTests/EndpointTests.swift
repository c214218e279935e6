import HTTPTransport
import RemoteSources
import Testing

@Suite("Where a driver says that a forge's parts are")
struct EndpointTests {
    private struct SplitDriver: RemoteSourceDriver {
        let manifest = TestDriver.manifest()
        let parts: ForgeEndpoints

        func endpoints(of url: String) throws(DriverError) -> ForgeEndpoints { parts }

        func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
            Call(ForgeRequest("GET", ["user"], credential: credential)) { _ in
                .done(RemoteUser(id: "1", loginName: "a"))
            }
        }

        func exchangeCode(clientID: String, redirectURI: String) async throws(DriverError) -> Call<TokenGrant> {
            let request = ForgeRequest(
                "POST", ["token"], part: .web, body: .form([.init("code", .secret(.authorizationCode))]),
                credential: .none,
                extracts: OAuth2TokenAnswer.extracts)
            return Call(request) { response throws(DriverError) in .done(try OAuth2TokenAnswer.read(response)) }
        }
    }

    private func session(_ api: String, _ web: String, _ transport: ScriptedTransport) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: SplitDriver(parts: ForgeEndpoints(apiURL: api, webURL: web)),
            host: DriverHost(transport: transport), connection: RemoteSourceConnection(apiURL: "https://forge.test"),
            credentials: CredentialSet(accessToken: "the-token"), deadline: .now + .seconds(60))
    }

    @Test("is where the API, the token endpoint and the consent page are")
    func parts() async throws {
        let transport = ScriptedTransport([.json("{}"), .json(#"{"access_token":"t"}"#)])
        let session = session("https://api.forge.test/v9", "https://forge.test", transport)
        _ = try await session.currentUser()
        _ = try await session.exchangeCode("c", clientID: "i", verifier: "", redirectURI: "https://me")
        #expect(transport.requests.map(\.url) == ["https://api.forge.test/v9/user", "https://forge.test/token"])
        let page = try session.authorizeURL(clientID: "i", state: "s", codeChallenge: nil, redirectURI: "https://me")
        #expect(page.hasPrefix("https://forge.test/login/oauth/authorize?"))
    }

    @Test(
        "is never another forge",
        arguments: [
            "https://evil.test", "https://forge.test.evil.test", "https://api.evil.test", "https://evilforge.test",
            "http://forge.test", "https://forge.test:8443", "https://u@forge.test", "https://x.forge.test", "",
            "forge.test",
        ])
    func staysAtForge(url: String) async {
        let good = "https://forge.test"
        for (api, web) in [(url, good), (good, url)] {
            let transport = ScriptedTransport([])
            let session = session(api, web, transport)
            await #expect(
                throws: OperationError.contractViolation("test leads away from the forge that was configured")
            ) {
                try await session.currentUser()
            }
            #expect(transport.requests.isEmpty)
        }
    }
}
