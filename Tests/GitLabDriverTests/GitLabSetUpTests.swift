import GitLabDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Keys and webhooks at GitLab")
struct GitLabSetUpTests {
    private static let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    private static let url = "https://ci.test/webhooks/p1"

    private func createWebhook(_ answers: [TransportResponse]) async throws -> (Webhook?, [TransportRequest]) {
        let transport = ReplayTransport(answers)
        let call = try await GitLabDriver().createWebhook(url: Self.url, in: RepositoryPath(GitLabFixtures.path))
        let made = try await GitLabFixtures.run(call, over: transport, secrets: [.webhookSecret: Self.secret]).output
        return (made, transport.requests)
    }

    private func hook(_ rest: String = "") -> String { #"{"id":7,"url":"\#(Self.url)","push_events":true\#(rest)}"# }

    private static let subscriptions =
        #""enable_ssl_verification":true,"push_events":true,"tag_push_events":true,"merge_requests_events":true"#

    @Test("send the secret as a token, and as a key to servers that sign")
    func oldServer() async throws {
        let (made, requests) = try await createWebhook([GitLabFixtures.answer(201, hook())])
        #expect(made == Webhook(id: "7", url: Self.url, isActive: true, events: ["push_events"]))
        #expect(requests.map { "\($0.method) \($0.url)" } == ["POST \(GitLabFixtures.root)/hooks"])
        #expect(
            requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                == "{\(Self.subscriptions),\"signing_token\":\"\(Self.secret)\",\"token\":\"\(Self.secret)\",\"url\":\"\(Self.url)\"}"
        )
    }

    @Test("take the token away again where the server signs")
    func signingServer() async throws {
        let answer = GitLabFixtures.answer(201, hook(#","signing_token_present":true,"token_present":true"#))
        let (made, requests) = try await createWebhook([answer, GitLabFixtures.answer(200, hook())])
        #expect(made?.id == "7")
        #expect(
            requests.map { "\($0.method) \($0.url)" } == [
                "POST \(GitLabFixtures.root)/hooks", "PUT \(GitLabFixtures.root)/hooks/7",
            ])
        #expect(
            requests.last.map { String(decoding: $0.body, as: UTF8.self) }
                == "{\(Self.subscriptions),\"token\":\"\",\"url\":\"\(Self.url)\"}")
    }

    @Test("do without signatures when the secret is no key for them")
    func otherSecret() async throws {
        let refusal = GitLabFixtures.answer(400, #"{"message":{"signing_token":["is invalid"]}}"#)
        let (made, requests) = try await createWebhook([refusal, GitLabFixtures.answer(201, hook())])
        #expect(made?.id == "7" && requests.map(\.method) == ["POST", "POST"])
        #expect(!(requests.last.map { String(decoding: $0.body, as: UTF8.self) } ?? "").contains("signing_token"))
    }

    @Test("say when GitLab does not send to an address")
    func localAddress() async throws {
        let error = await #expect(throws: OperationError.self) {
            _ = try await createWebhook([GitLabFixtures.answer(422, #"{"error":"Invalid url given"}"#)])
        }
        guard case .driver(.invalid(let field, let message)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(field == "url" && message.contains("local networks"))
    }

    @Test("of webhooks that GitLab turned off say so", arguments: ["disabled", "temporarily_disabled"])
    func turnedOff(status: String) async throws {
        let call = try await GitLabDriver().webhooks(in: RepositoryPath(GitLabFixtures.path), page: nil)
        let body = Array("[\(hook(#","alert_status":"\#(status)""#))]".utf8)
        guard case .done(let page) = try await call.read(ForgeResponse(status: 200, body: body)) else { return }
        #expect(page.items.map(\.isActive) == [false])
    }

    private func createKey(
        readOnly: Bool = true, _ answers: [TransportResponse]
    ) async throws -> (DeployKey, [TransportRequest]) {
        let transport = ReplayTransport(answers)
        let call = try await GitLabDriver().createDeployKey(
            NewDeployKey(title: "t", publicKey: "ssh-ed25519 AAAA", isReadOnly: readOnly),
            in: RepositoryPath(GitLabFixtures.path))
        return (try await GitLabFixtures.run(call, over: transport).output, transport.requests)
    }

    private func key(canPush: Bool) -> String {
        #"{"id":5,"title":"t","key":"ssh-ed25519 AAAA","can_push":\#(canPush)}"#
    }

    @Test("always say whether a key may push", arguments: [true, false])
    func keys(isReadOnly: Bool) async throws {
        let (made, requests) = try await createKey(
            readOnly: isReadOnly, [GitLabFixtures.answer(201, key(canPush: !isReadOnly))])
        #expect(made == DeployKey(id: "5", title: "t", publicKey: "ssh-ed25519 AAAA", isReadOnly: isReadOnly))
        #expect(
            requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                == #"{"can_push":\#(!isReadOnly),"key":"ssh-ed25519 AAAA","title":"t"}"#)
    }

    @Test("take the right to push from a key that was there with it")
    func keyThatIsThere() async throws {
        let there = GitLabFixtures.answer(201, key(canPush: true))
        let (made, requests) = try await createKey([there, GitLabFixtures.answer(200, key(canPush: false))])
        #expect(made.isReadOnly && requests.map(\.method) == ["POST", "PUT"])
        #expect(requests.last?.url == "\(GitLabFixtures.root)/deploy_keys/5")
        #expect(requests.last.map { String(decoding: $0.body, as: UTF8.self) } == #"{"can_push":false,"title":"t"}"#)
        let error = await #expect(throws: OperationError.self) { _ = try await createKey([there, there]) }
        #expect(error?.code == "conflict")
    }

    @Test(
        "tell a key that is there from one that is none",
        arguments: [
            (#"{"message":{"deploy_key.fingerprint_sha256":["has already been taken"]}}"#, "conflict"),
            (#"{"message":{"deploy_key.key":["is invalid"]}}"#, "invalid"),
        ])
    func keyRefusals(body: String, code: String) async throws {
        let error = await #expect(throws: OperationError.self) {
            _ = try await createKey([GitLabFixtures.answer(400, body)])
        }
        #expect(error?.code == code)
    }

    @Test("exchange and refresh tokens as GitLab wants it, with the address again")
    func tokens() async throws {
        let body = #"{"access_token":"a1","token_type":"Bearer","expires_in":7200,"refresh_token":"r2","created_at":1}"#
        let secrets: [SecretSlot: String] = [
            .clientSecret: "cs", .authorizationCode: "co", .codeVerifier: "ve", .refreshToken: "r1",
        ]
        let driver = GitLabDriver()
        let transport = ReplayTransport([GitLabFixtures.answer(body), GitLabFixtures.answer(body)])
        for call in [
            try await driver.exchangeCode(clientID: "id", redirectURI: "https://me"),
            try await driver.refreshTokens(clientID: "id", redirectURI: "https://me"),
        ] {
            let result = try await GitLabFixtures.run(call, over: transport, secrets: secrets)
            #expect(result.output.expiresInSeconds == 7200)
            #expect(result.secrets == [.accessToken: "a1", .refreshToken: "r2"])
        }
        #expect(
            transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                "client_id=id&client_secret=cs&code=co&code_verifier=ve&grant_type=authorization_code"
                    + "&redirect_uri=https%3A%2F%2Fme",
                "client_id=id&client_secret=cs&grant_type=refresh_token&redirect_uri=https%3A%2F%2Fme&refresh_token=r1",
            ])
        #expect(Set(transport.requests.map(\.url)) == ["https://git.test/gitlab/oauth/token"])
        #expect(transport.requests.allSatisfy { $0.headers.first(named: "Authorization") == nil })
    }

    @Test(
        "have to sign in again when a refresh token was used, or the client is not taken",
        arguments: [(400, "invalid_grant"), (401, "invalid_client")])
    func refusedTokens(status: Int, error: String) async throws {
        let answer = GitLabFixtures.answer(status, #"{"error":"\#(error)","error_description":"it is revoked"}"#)
        let call = try await GitLabDriver().refreshTokens(clientID: "id", redirectURI: "https://me")
        await #expect(throws: OperationError.driver(.unauthorized("it is revoked"))) {
            _ = try await GitLabFixtures.run(
                call, over: ReplayTransport([answer]), secrets: [.clientSecret: "cs-secret", .refreshToken: "r1-token"])
        }
    }

    @Test("know nobody by an address that isn't confirmed, and find a relative picture")
    func users() async throws {
        let call = try await GitLabDriver().currentUser(credential: .bearer)
        func read(_ rest: String) async throws -> RemoteUser? {
            let body = Array(#"{"id":1,"username":"u","email":"u@x.test"\#(rest)}"#.utf8)
            guard case .done(let user) = try await call.read(ForgeResponse(status: 200, body: body)) else { return nil }
            return user
        }
        #expect(try await read("")?.email == nil)
        #expect(try await read(#","confirmed_at":null"#)?.email == nil)
        #expect(try await read(#","confirmed_at":"2012-05-23T09:05:22Z""#)?.email == "u@x.test")
        let relative = #","avatar_url":"/gitlab/uploads/a.png""#
        #expect(try await read(relative)?.avatarURL == nil)
        #expect(
            try await read(relative + #","web_url":"https://git.test/gitlab/u""#)?.avatarURL
                == "https://git.test/gitlab/uploads/a.png")
    }
}
