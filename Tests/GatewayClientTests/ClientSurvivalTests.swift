import Foundation
import GatewayClient
import HTTPTransport
import Synchronization
import Testing

@Suite("The gateway's client, and what is no gateway")
struct ClientSurvivalTests {
    /// Gives one answer to every request.
    private final class Something: HTTPTransport {
        private let answer: Result<TransportResponse, TransportError>
        private let requests = Mutex<[TransportRequest]>([])

        init(_ answer: Result<TransportResponse, TransportError>) { self.answer = answer }

        var all: [TransportRequest] { requests.withLock { $0 } }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            requests.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private static func client(
        _ transport: Something, url: String = "https://sallyport.example.com", timeout: Duration = .seconds(60)
    ) -> GatewayClient {
        GatewayClient(baseURL: url, token: "token-s3cret", transport: transport, timeout: timeout)
    }

    private static func answer(_ status: Int, _ body: String, _ headers: [TransportHeader] = []) -> Something {
        Something(.success(TransportResponse(status: status, headers: headers, body: Array(body.utf8))))
    }

    @Test(
        "takes no answer for one that is not the gateway's",
        arguments: [
            (200, "", "502"), (200, "no JSON s3cret", "502"), (200, #"{"id":1}"#, "502"), (200, "[]", "502"),
            (200, "null", "502"), (502, "<html><body>Bad gateway s3cret</body></html>", "502"), (404, "{}", "404"),
            (302, "", "302"), (500, #"{"code":1,"message":[]}"#, "500"), (101, "", "101"),
        ])
    func badAnswer(status: Int, body: String, expected: String) async throws {
        let client = Self.client(Self.answer(status, body, [TransportHeader("Retry-After", "Tue, 01 Jan 2030")]))
        let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
            try await client.currentUser()
        }
        #expect(error.summary == "\(expected) gatewayBadAnswer")
        #expect(error.retryAfterSeconds == nil)
    }

    @Test("takes an answer with more in it than it knows")
    func moreFields() async throws {
        let client = Self.client(Self.answer(200, #"{"id":"1","username":"alice","shoe_size":43}"#))
        let user = try await client.currentUser()
        #expect(user.id == "1" && user.name == "alice" && user.tokenNames == nil)
    }

    @Test("gives up on a list whose cursor never changes, after what came")
    func sameCursor() async throws {
        let source = #"[{"id":"1","name":"a","auth_type":"oauth2","registration_enabled":true,"login_enabled":true}]"#
        let gateway = Self.answer(200, source, [TransportHeader("Sallyport-Cursor", "same")])
        var iterator = Self.client(gateway).allRemoteSources.makeAsyncIterator()
        let first = try await iterator.next()
        #expect(first?.name == "a")
        let error = await #expect(throws: GatewayClientError.self) {
            while let _ = try await iterator.next() {}
        }
        #expect(error?.summary == "502 gatewayBadAnswer")
        let end = try await iterator.next()
        #expect(end == nil && gateway.all.count == 2)
    }

    @Test("reads empty pages in the middle of a list")
    func emptyPage() async throws {
        final class Pages: HTTPTransport {
            func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
                let number = request.url.split(separator: "cursor=").dropFirst().first.flatMap { Int($0) } ?? 0
                let body = number == 3 ? #"[{"id":"1","username":"a"}]"# : "[]"
                let next = number < 3 ? [TransportHeader("sallyport-cursor", "\(number + 1)")] : []
                return TransportResponse(status: 200, headers: next, body: Array(body.utf8))
            }
        }
        let users = try await GatewayClient(baseURL: "http://gateway", transport: Pages()).allUsers.all
        #expect(users.map(\.name) == ["a"])
    }

    @Test(
        "says why there was no answer",
        arguments: [
            (TransportError.Code.timedOut, "504 timedOut"), (.cancelled, "503 cancelled"),
            (.connectionFailed, "503 gatewayUnavailable"), (.tlsFailed, "503 gatewayUnavailable"),
            (.responseTooLarge, "503 gatewayUnavailable"), (.invalidResponse, "503 gatewayUnavailable"),
        ])
    func noAnswer(code: TransportError.Code, expected: String) async throws {
        let client = Self.client(Something(.failure(TransportError(code, "this is why"))))
        let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
            try await client.version()
        }
        #expect(error.summary == expected)
        #expect(error.status == 504 || code == .cancelled || error.message.contains("this is why"))
    }

    @Test("bounds every request, and marks what is secret in it")
    func request() async throws {
        let gateway = Self.answer(200, #"{"service":"gateway","version":"1"}"#)
        let before = ContinuousClock.now
        _ = try await Self.client(gateway, timeout: .seconds(3)).version()
        let request = try #require(gateway.all.first)
        #expect(request.deadline >= before + .seconds(3) && request.deadline < .now + .seconds(4))
        #expect(request.maxResponseBytes <= 8 * 1024 * 1024 && request.redirects == .never)
        let token = try #require(request.headers.first { $0.name == "Authorization" })
        #expect(token.isSensitive && token.value == "token token-s3cret")
    }

    @Test("shows no password that is in the gateway's URL")
    func userInformation() async throws {
        let client = Self.client(
            Something(.failure(TransportError(.timedOut, ""))), url: "https://me:passw0rd-s3cret@example.com/p")
        let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
            try await client.version()
        }
        #expect(error.message.contains("https://example.com/p"))
    }

    @Test("shows no password of a login")
    func login() {
        let login = ContractFixture.login("alice", oneTimePassword: "otp-s3cret")
        #expect(!"\(login) \(String(reflecting: login)) \([login])".contains("s3cret"))
    }
}
