import Foundation
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("The drivers' host")
struct DriverHostTests {
    static let manifest = DriverManifest(
        id: "test", version: "1", capabilities: [.userInfo, .passwordLogin], authTypes: [.password],
        oneTimePasswordHeader: "X-OTP")

    static let secrets = CredentialSet(
        accessToken: "t0ken-s3cret",
        login: .init(name: "alice", password: "pässword-s3cret", oneTimePassword: "123456"),
        secrets: [.clientSecret: "client&s3cret", .webhookSecret: "hook\"s3cret"])

    static func perform<Output: Sendable>(
        _ call: Call<Output>, over transport: some HTTPTransport, apiURL: String = "https://git.example.com/sub",
        timeout: Duration = .seconds(10)
    ) async throws -> OperationResult<Output> {
        try await DriverHost(transport: transport, pause: { _ in }).perform(
            call, manifest: manifest, connection: RemoteSourceConnection(apiURL: apiURL), credentials: secrets,
            deadline: .now + timeout)
    }

    static func status(_ request: ForgeRequest) -> Call<Int> {
        Call(request) { response throws(DriverError) in .done(response.status) }
    }

    @Test(
        "escapes path segments and query items",
        arguments: [
            ("a/b", "a%2Fb"), ("a%2Fb", "a%252Fb"), ("a b", "a%20b"), ("a#b?c", "a%23b%3Fc"), ("ü", "%C3%BC"),
            ("a..b", "a..b"), ("a&b=c+d", "a%26b%3Dc%2Bd"), ("a\r\nb", "a%0D%0Ab"), ("~-._", "~-._"),
        ])
    func escaping(text: String, escaped: String) async throws {
        let transport = ReplayTransport([TransportResponse(status: 200)])
        _ = try await Self.perform(
            Self.status(ForgeRequest("GET", ["api", text], query: [.init(text, text)], credential: .none)),
            over: transport)
        #expect(transport.requests.first?.url == "https://git.example.com/sub/api/\(escaped)?\(escaped)=\(escaped)")
    }

    @Test("refuses path segments that would lead elsewhere", arguments: ["", ".", ".."])
    func traversal(segment: String) async throws {
        let transport = ReplayTransport([TransportResponse(status: 200)])
        await #expect(throws: OperationError.self) {
            _ = try await Self.perform(Self.status(ForgeRequest("GET", ["api", segment])), over: transport)
        }
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "puts the credential that a slot names into its header, marked as one",
        arguments: [
            (CredentialSlot.bearer, "Authorization", "Bearer t0ken-s3cret"),
            (.token, "Authorization", "token t0ken-s3cret"), (.privateToken, "PRIVATE-TOKEN", "t0ken-s3cret"),
            (.basic, "Authorization", "Basic YWxpY2U6cMOkc3N3b3JkLXMzY3JldA=="), (.basic, "X-OTP", "123456"),
        ])
    func credentials(slot: CredentialSlot, name: String, value: String) async throws {
        let transport = ReplayTransport([TransportResponse(status: 200)])
        _ = try await Self.perform(Self.status(ForgeRequest("GET", ["x"], credential: slot)), over: transport)
        let header = try #require(transport.requests.first?.headers.first { $0.name == name })
        #expect(header.value == value)
        #expect(header.isSensitive)
        #expect(transport.requests.first?.url.contains("s3cret") == false)
    }

    @Test("fills the slots of forms and JSON, escaped")
    func slots() async throws {
        let transport = ReplayTransport([TransportResponse(status: 200), TransportResponse(status: 200)])
        _ = try await Self.perform(
            Self.status(ForgeRequest("POST", ["x"], body: .form([.init("s", .secret(.clientSecret))]))),
            over: transport)
        _ = try await Self.perform(
            Self.status(
                ForgeRequest("POST", ["x"], body: .json(["s": .secret(.webhookSecret), "n": 1, "l": [true, .null]]))),
            over: transport)
        #expect(
            transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                "s=client%26s3cret", #"{"s":"hook\"s3cret","n":1,"l":[true,null]}"#,
            ])
    }

    @Test("refuses a slot that the operation has no secret for")
    func missingSlot() async throws {
        let call = Self.status(ForgeRequest("POST", ["x"], body: .form([.init("s", .secret(.refreshToken))])))
        await #expect(
            throws: OperationError.contractViolation("test asks for refreshToken, which this operation does not have")
        ) {
            _ = try await Self.perform(call, over: ReplayTransport([]))
        }
    }

    @Test("takes secrets out of an answer before the driver reads it")
    func extraction() async throws {
        let answer = TransportResponse(status: 201, body: Array(#"{"sha1":"made-s3cret","id":7}"#.utf8))
        let request = ForgeRequest("POST", ["x"], extracts: [SecretExtraction("sha1", .accessToken)])
        let call = Call<String>(request) { response throws(DriverError) in
            .done(String(decoding: response.body, as: UTF8.self))
        }
        let result = try await Self.perform(call, over: ReplayTransport([answer]))
        #expect(result.secrets == [.accessToken: "made-s3cret"])
        #expect(!result.output.contains("s3cret"))
    }

    @Test("shows no secret in any description")
    func descriptions() {
        #expect(!"\(Self.secrets)".contains("s3cret"))
        #expect(!String(reflecting: Self.secrets).contains("s3cret"))
        #expect(!"\([Self.secrets])".contains("s3cret"))
    }

    @Test(
        "repeats what is safe to repeat, three times in all",
        arguments: [("GET", 3), ("DELETE", 3), ("POST", 1), ("PATCH", 1)])
    func retries(method: String, attempts: Int) async throws {
        let transport = ReplayTransport(Array(repeating: TransportResponse(status: 503), count: 5))
        let result = try await Self.perform(Self.status(ForgeRequest(method, ["x"])), over: transport)
        #expect(result.output == 503)
        #expect(transport.requests.count == attempts)
    }

    @Test("ends an operation that never ends")
    func endless() async throws {
        @Sendable func again() -> Call<Int> {
            Call(ForgeRequest("GET", ["x"])) { _ throws(DriverError) in .next(again()) }
        }
        let transport = ReplayTransport(Array(repeating: TransportResponse(status: 200), count: 50))
        await #expect(throws: OperationError.contractViolation("test needs more than 10 requests for one operation")) {
            _ = try await Self.perform(again(), over: transport)
        }
        #expect(transport.requests.count == 10)
    }

    @Test(
        "reads each kind of answer into its error",
        arguments: [
            (401, [:], "{}", "unauthorized"), (403, [:], "{}", "forbidden"),
            (403, ["retry-after": "5"], "{}", "rateLimited"),
            (404, [:], "{}", "notFound"), (409, [:], "{}", "conflict"), (422, [:], "{}", "invalid"),
            (429, [:], "", "rateLimited"), (429, ["retry-after": "7"], "", "rateLimited"),
            (500, [:], "", "unavailable"),
            (302, ["location": "/x"], "", "moved"), (200, ["content-type": "text/html"], "<html>", "unavailable"),
            (200, [:], "", "unavailable"), (200, [:], #"{"id": "#, "unavailable"),
            (200, [:], #"{"id": "x"}"#, "unavailable"),
            (200, [:], #"{"id": 1"# + String(repeating: "[", count: 5000), "unavailable"),
        ] as [(Int, [String: String], String, String)])
    func answers(status: Int, headers: [String: String], body: String, code: String) {
        struct Answer: Decodable { let id: Int }
        let response = ForgeResponse(status: status, headers: headers, body: Array(body.utf8), receivedAt: 100)
        do throws(DriverError) {
            _ = try ForgeAnswer.decode(Answer.self, from: response)
            Issue.record("it was read")
        } catch {
            #expect(error.code == code)
            if headers["retry-after"] == "7" { #expect(error == .rateLimited(until: 107)) }
        }
    }

    @Test(
        "reads a token endpoint's answers, errors with status 200 too",
        arguments: [
            (200, #"{"access_token":"<secret>","expires_in":3600}"#, "3600"),
            (200, #"{"access_token":"<secret>"}"#, "none"),
            (200, #"{"error":"bad_verification_code"}"#, "unauthorized"),
            (400, #"{"error":"invalid_grant"}"#, "unauthorized"),
            (200, #"{}"#, "unavailable"), (200, "<html>", "unavailable"), (500, "", "unavailable"),
            (429, "", "rateLimited"),
        ])
    func tokenAnswers(status: Int, body: String, expected: String) {
        do throws(DriverError) {
            let grant = try OAuth2TokenAnswer.read(ForgeResponse(status: status, body: Array(body.utf8)))
            #expect((grant.expiresInSeconds.map(String.init) ?? "none") == expected)
        } catch {
            #expect(error.code == expected)
        }
    }
}
