import CryptoExtras
import Foundation
import GitHubDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitHub's addresses, OAuth2 and apps")
struct GitHubSignInTests {
    @Test(
        "are at the API and the pages of the GitHub that is meant",
        arguments: [
            ("https://github.com", "https://api.github.com", "https://github.com"),
            ("https://github.com/", "https://api.github.com", "https://github.com"),
            ("https://www.GitHub.com", "https://api.github.com", "https://github.com"),
            ("https://api.github.com/", "https://api.github.com", "https://github.com"),
            ("https://acme.ghe.com", "https://api.acme.ghe.com", "https://acme.ghe.com"),
            ("https://api.acme.ghe.com", "https://api.acme.ghe.com", "https://acme.ghe.com"),
            ("https://git.acme.test", "https://git.acme.test/api/v3", "https://git.acme.test"),
            (
                "https://git.acme.test:8443/sub/", "https://git.acme.test:8443/sub/api/v3",
                "https://git.acme.test:8443/sub"
            ),
            ("https://git.acme.test/api/v3/", "https://git.acme.test/api/v3", "https://git.acme.test"),
            ("https://api.acme.test", "https://api.acme.test/api/v3", "https://api.acme.test"),
            ("https://github.com.evil.test", "https://github.com.evil.test/api/v3", "https://github.com.evil.test"),
            ("https://notgithub.com", "https://notgithub.com/api/v3", "https://notgithub.com"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000/api/v3", "http://127.0.0.1:3000"),
        ])
    func endpoints(url: String, api: String, web: String) async throws {
        #expect(try GitHubDriver().endpoints(of: url) == ForgeEndpoints(apiURL: api, webURL: web))
        // The host takes them for the forge that was configured.
        let transport = ReplayTransport([GitHubFixtures.answer(200, try GitHubFixtures.bytes("api", "user"))])
        let session = GitHubFixtures.session(over: transport, url: url)
        #expect(try await session.currentUser().loginName == "octocat")
        #expect(transport.requests.map(\.url) == [api + "/user"])
        let page = try session.authorizeURL(clientID: "i", state: "s", codeChallenge: "c", redirectURI: "https://me")
        #expect(page.hasPrefix(web + "/login/oauth/authorize?"))
    }

    @Test("refuse what is no URL with a host", arguments: ["", "github.com", "https://", "a b"])
    func noURL(url: String) {
        #expect(throws: DriverError.self) { try GitHubDriver().endpoints(of: url) }
    }

    private func tokens(_ answer: TransportResponse) async throws -> (RemoteTokens, ReplayTransport) {
        let transport = ReplayTransport([answer])
        let session = GitHubFixtures.session(
            over: transport, credentials: CredentialSet(secrets: [.clientSecret: "the-client-secret"]))
        return (
            try await session.exchangeCode(
                "the-code", clientID: "id", verifier: "the-verifier", redirectURI: "https://me/cb"), transport
        )
    }

    @Test("consent with a proof key, and exchange the code at the pages' host, for JSON")
    func exchange() async throws {
        let body = #"{"access_token":"gho_1","token_type":"bearer","scope":"repo,read:user"}"#
        let (tokens, transport) = try await tokens(GitHubFixtures.answer(200, body))
        #expect(tokens.accessToken == "gho_1" && tokens.refreshToken == nil && tokens.expiresAt == nil)
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://github.com/login/oauth/access_token")
        #expect(request.headers.first(named: "Accept") == "application/json")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "client_id=id&client_secret=the-client-secret&code=the-code&code_verifier=the-verifier"
                + "&grant_type=authorization_code&redirect_uri=https%3A%2F%2Fme%2Fcb")
        let page = try GitHubFixtures.session(over: transport).authorizeURL(
            clientID: "id", state: "s", codeChallenge: "the-challenge", redirectURI: "https://me/cb")
        #expect(page.contains("code_challenge=the-challenge&code_challenge_method=S256"))
        #expect(page.contains("scope=read%3Auser%20user%3Aemail%20read%3Aorg%20repo%20admin%3Arepo_hook"))
    }

    @Test("take tokens that expire, and a form from a server that gives one")
    func expiring() async throws {
        let body = #"{"access_token":"ghu_1","expires_in":28800,"refresh_token":"ghr_1","refresh_token_expires_in":1}"#
        let (json, _) = try await tokens(GitHubFixtures.answer(200, body))
        let form = TransportResponse(
            status: 200, headers: [.init("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array("access_token=ghu_1&expires_in=28800&refresh_token=ghr_1&scope=repo%2Cread%3Auser".utf8))
        for tokens in [json, try await self.tokens(form).0] {
            #expect(tokens.accessToken == "ghu_1" && tokens.refreshToken == "ghr_1")
            #expect(abs((tokens.expiresAt ?? 0) - Date().timeIntervalSince1970 - 28_800) < 60)
        }
    }

    @Test(
        "tell the errors that come with status 200",
        arguments: [
            ("bad_verification_code", "unauthorized"), ("incorrect_client_credentials", "unauthorized"),
            ("bad_refresh_token", "unauthorized"), ("redirect_uri_mismatch", "invalid"),
            ("unverified_user_email", "invalid"), ("unsupported_grant_type", "invalid"),
        ])
    func errors(word: String, code: String) async throws {
        for type in ["application/json", "application/x-www-form-urlencoded"] {
            let body = type.hasSuffix("json") ? #"{"error":"\#(word)"}"# : "error=\(word)&error_uri=x"
            let answer = TransportResponse(status: 200, headers: [.init("Content-Type", type)], body: Array(body.utf8))
            do {
                _ = try await tokens(answer)
                Issue.record("it is an error")
            } catch let error as OperationError {
                #expect(error.driverError.code == code)
            }
        }
    }

    @Test("refresh with the token that is taken once")
    func refresh() async throws {
        let transport = ReplayTransport([
            GitHubFixtures.answer(200, #"{"access_token":"ghu_2","expires_in":28800,"refresh_token":"ghr_2"}"#)
        ])
        let session = GitHubFixtures.session(
            over: transport, credentials: CredentialSet(secrets: [.clientSecret: "the-client-secret"]))
        let tokens = try await session.refreshTokens("ghr_1", clientID: "id", redirectURI: "https://me/cb")
        #expect(tokens.accessToken == "ghu_2" && tokens.refreshToken == "ghr_2")
        #expect(
            transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                "client_id=id&client_secret=the-client-secret&grant_type=refresh_token&refresh_token=ghr_1"
            ])
    }

    /// Answers as GitHub does to an app, without checking who asks: the simulator's tests do.
    private func installed(_ answers: [TransportResponse]) async throws -> (RemoteSourceSession, ReplayTransport) {
        let transport = ReplayTransport(answers)
        let session = GitHubFixtures.session(
            over: transport, credentials: CredentialSet(app: AppCredentials(issuer: "Iv1.1", privateKey: Self.key)))
        return (try await session.asInstallation(of: "acme"), transport)
    }

    private static let token =
        #"{"token":"ghs_1","expires_at":"2999-01-01T00:00:00Z","permissions":{"contents":"read"}}"#

    @Test("come in as an app's installation in an organization, or in a person's account")
    func installation() async throws {
        let installation = GitHubFixtures.answer(200, #"{"id":42,"suspended_at":null}"#)
        let repositories = GitHubFixtures.answer(200, try GitHubFixtures.bytes("api", "github_app_repos"))
        let missing = GitHubFixtures.answer(404, try GitHubFixtures.bytes("api", "error"))
        for isPerson in [false, true] {
            let answers = [installation, GitHubFixtures.answer(201, Self.token), repositories]
            let (session, transport) = try await installed(isPerson ? [missing] + answers : answers)
            #expect(try await session.repositories().items.map(\.path) == [GitHubFixtures.path])
            let urls = transport.requests.map { "\($0.method) \($0.url.dropFirst(GitHubFixtures.root.count))" }
            let asked = ["GET /orgs/acme/installation"] + (isPerson ? ["GET /users/acme/installation"] : [])
            #expect(
                urls == asked + [
                    "POST /app/installations/42/access_tokens", "GET /installation/repositories?per_page=100&page=1",
                ])
            let credentials = transport.requests.map { $0.headers.first(named: "Authorization") ?? "" }
            #expect(credentials.dropLast().allSatisfy { $0.hasPrefix("Bearer eyJ") })
            #expect(credentials.last == "Bearer ghs_1")
        }
    }

    @Test("leave an installation alone that is suspended")
    func suspended() async throws {
        let answer = GitHubFixtures.answer(200, #"{"id":42,"suspended_at":"2026-01-01T00:00:00Z"}"#)
        do {
            _ = try await installed([answer])
            Issue.record("it is suspended")
        } catch let error as OperationError {
            #expect(error.driverError.code == "forbidden")
        }
    }

    @Test(
        "read how long an installation's token is good for",
        arguments: [
            ("1970-01-01T01:00:00Z", 2600), ("1970-01-01T00:16:40Z", nil), ("1970-01-01T00:00:01Z", nil),
            ("2999-01-01T00:00:00Z", nil), ("soon", nil), ("", nil),
        ] as [(String, Int?)])
    func lifetime(expiresAt: String, seconds: Int?) async throws {
        let call = try await GitHubDriver().createInstallationToken(id: "1")
        let body = #"{"token":"<secret>","expires_at":"\#(expiresAt)"}"#
        let step = try await call.read(ForgeResponse(status: 201, body: Array(body.utf8), receivedAt: 1000))
        guard case .done(let grant) = step else {
            Issue.record("one request is enough")
            return
        }
        #expect(grant.expiresInSeconds == seconds)
    }

    private static let key = (try? _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation) ?? ""
}
