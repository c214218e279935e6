import Foundation
import HTTPTransport
import RemoteSources
import Testing

@Suite("The request that the host builds")
struct RequestBuildingTests {
    private let plain = ForgeRequest("GET", ["a"], credential: .none)

    @Test(
        "escapes every path segment so that it stays one",
        arguments: [
            ("a/b", "a%2Fb"), ("100%", "100%25"), ("a b", "a%20b"), ("a#b", "a%23b"), ("a?b", "a%3Fb"),
            ("é", "%C3%A9"), ("...", "..."), ("%2e%2e", "%252e%252e"), ("../x", "..%2Fx"), ("a\\b", "a%5Cb"),
            ("a;b=c&d", "a%3Bb%3Dc%26d"), ("a-._~z", "a-._~z"), ("@:+", "%40%3A%2B"), ("\n", "%0A"), ("日", "%E6%97%A5"),
        ])
    func escapesPaths(segment: String, escaped: String) async throws {
        let fixture = HostFixture([.json("{}")])
        _ = try await fixture.perform(ForgeRequest("GET", ["x", segment], credential: .none))
        #expect(fixture.transport.requests.map(\.url) == ["https://h/sub/x/\(escaped)"])
    }

    @Test("refuses segments that would leave their place", arguments: ["", ".", "..", "a\u{0}"])
    func refusesSegments(segment: String) async {
        let fixture = HostFixture([])
        let error = await fixture.error(of: ForgeRequest("GET", ["x", segment], credential: .none))
        #expect(error?.code == "invalid")
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test("refuses a forge's URL that breaks the rule", arguments: ["ftp://h", "https://u:p@h", "https://h?x", ""])
    func refusesURLs(apiURL: String) async {
        let fixture = HostFixture([])
        #expect(await fixture.error(of: plain, apiURL: apiURL)?.code == "invalid")
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test("escapes the query, names and values")
    func escapesQueries() async throws {
        let fixture = HostFixture([.json("{}")])
        let query: [ForgeRequest.QueryItem] = [.init("q&", "a=b c+d"), .init("page", "2"), .init("empty", "")]
        _ = try await fixture.perform(ForgeRequest("GET", ["x"], query: query, credential: .none))
        #expect(fixture.transport.requests.first?.url == "https://h/sub/x?q%26=a%3Db%20c%2Bd&page=2&empty=")
    }

    @Test("keeps the bounds of the manifest and the deadline, and follows no redirect")
    func keepsBounds() async throws {
        let fixture = HostFixture([.json("{}")])
        let deadline = ContinuousClock.now + .seconds(7)
        _ = try await fixture.perform(
            plain, manifest: TestDriver.manifest(maxResponseBytes: 4096), deadline: deadline)
        let request = try #require(fixture.transport.requests.first)
        #expect(request.maxResponseBytes == 4096)
        #expect(request.deadline == deadline)
        #expect(request.redirects == .never)
        #expect(request.headers.first(named: "user-agent") == "sallyport/1.2.3")
        #expect(request.headers.first(named: "accept") == "application/json")
        #expect(request.headers.first(named: "authorization") == nil)
    }

    @Test(
        "carries the credential that was asked for, marked as sensitive",
        arguments: [
            (CredentialSlot.bearer, "Authorization", "Bearer the-token"), (.token, "Authorization", "token the-token"),
            (.privateToken, "PRIVATE-TOKEN", "the-token"),
            (.basic, "Authorization", "Basic " + Data("me:pass:word é".utf8).base64EncodedString()),
        ])
    func carriesCredentials(slot: CredentialSlot, header: String, value: String) async throws {
        let fixture = HostFixture([.json("{}")])
        let login = CredentialSet.Login(name: "me", password: "pass:word é", oneTimePassword: "123456")
        _ = try await fixture.perform(
            ForgeRequest("GET", ["x"], credential: slot),
            credentials: CredentialSet(accessToken: "the-token", login: login))
        let request = try #require(fixture.transport.requests.first)
        let found = request.headers.filter { $0.name == header }
        #expect(found.map(\.value) == [value])
        #expect(found.allSatisfy { $0.isSensitive })
        #expect(request.headers.first(named: "x-otp") == (slot == .basic ? "123456" : nil))
        #expect(!request.url.contains("the-token"))
    }

    @Test("is not sent without its credential", arguments: [CredentialSlot.bearer, .token, .privateToken, .basic])
    func needsCredentials(slot: CredentialSlot) async {
        let fixture = HostFixture([])
        #expect(await fixture.error(of: ForgeRequest("GET", ["x"], credential: slot))?.code == "unauthorized")
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test("carries no line break of a token into a header")
    func refusesHeaderInjection() async {
        let fixture = HostFixture([])
        let error = await fixture.error(
            of: ForgeRequest("GET", ["x"]), credentials: CredentialSet(accessToken: "abcd\r\nX-Evil: 1"))
        #expect(error?.code == "unauthorized")
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test(
        "has none of the host's headers from a driver",
        arguments: [
            ("Authorization", "x"), ("cookie", "x"), ("Host", "x"), ("X-OTP", "1"), ("X-A", "a\r\nb"), ("X A", "a"),
            ("", "a"), ("User-Agent", "x"), ("Transfer-Encoding", "chunked"),
        ])
    func refusesHeaders(name: String, value: String) async {
        let fixture = HostFixture([])
        let request = ForgeRequest("GET", ["x"], headers: [.init(name, value)], credential: .none)
        #expect(await fixture.error(of: request)?.code == "contractViolation")
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test("has the driver's own headers")
    func takesHeaders() async throws {
        let fixture = HostFixture([.json("{}")])
        let request = ForgeRequest(
            "GET", ["x"], headers: [.init("Accept", "text/plain"), .init("X-Api-Version", "2")], credential: .none)
        _ = try await fixture.perform(request)
        let headers = try #require(fixture.transport.requests.first?.headers)
        #expect(headers.all(named: "accept") == ["text/plain"])
        #expect(headers.first(named: "x-api-version") == "2")
    }

    @Test("writes JSON that any reader takes, with the secret in its place")
    func writesJSON() async throws {
        let fixture = HostFixture([.json("{}")])
        let text = "quote\" back\\ line\n tab\t bell\u{7} é 日 \u{2028} </script>"
        let body: JSONValue = [
            "text": .string(text), "secret": .secret(.webhookSecret), "list": [1, true, .null, -5], "empty": [:],
            "nested": ["a\"b": []],
        ]
        _ = try await fixture.perform(
            ForgeRequest("POST", ["x"], body: .json(body), credential: .none),
            credentials: CredentialSet(secrets: [.webhookSecret: "s\"3"]))
        let request = try #require(fixture.transport.requests.first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
        #expect(object["text"] as? String == text)
        #expect(object["secret"] as? String == "s\"3")
        #expect((object["nested"] as? [String: Any])?.keys.first == "a\"b")
        #expect(String(decoding: request.body, as: UTF8.self).hasPrefix("{\"text\":"))
        #expect(request.headers.first(named: "content-type") == "application/json")
    }

    @Test("writes forms, with the secret in its place")
    func writesForms() async throws {
        let fixture = HostFixture([.json("{}")])
        let fields: [ForgeRequest.FormField] = [.init("a b", "c&d=e"), .init("code", .secret(.authorizationCode))]
        _ = try await fixture.perform(
            ForgeRequest("POST", ["x"], body: .form(fields), credential: .none),
            credentials: CredentialSet(secrets: [.authorizationCode: "x+/=y"]))
        let request = try #require(fixture.transport.requests.first)
        #expect(String(decoding: request.body, as: UTF8.self) == "a%20b=c%26d%3De&code=x%2B%2F%3Dy")
        #expect(request.headers.first(named: "content-type") == "application/x-www-form-urlencoded")
    }

    @Test("is not sent when a secret is missing, or a form has more than texts")
    func refusesBodies() async {
        let fixture = HostFixture([])
        let missing = ForgeRequest("POST", ["x"], body: .json(.secret(.clientSecret)), credential: .none)
        let form = ForgeRequest("POST", ["x"], body: .form([.init("a", 1)]), credential: .none)
        #expect(await fixture.error(of: missing)?.code == "contractViolation")
        #expect(await fixture.error(of: form)?.code == "contractViolation")
        #expect(fixture.transport.requests.isEmpty)
    }
}
