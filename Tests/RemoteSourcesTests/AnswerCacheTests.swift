import HTTPTransport
import RemoteSources
import Testing

@Suite("Answers that a forge can confirm")
struct AnswerCacheTests {
    private let get = ForgeRequest("GET", ["x"])
    private let me = CredentialSet(accessToken: "my-token")

    private static func tagged(_ tag: String, _ body: String, _ more: [String: String] = [:])
        -> ScriptedTransport.Answer
    {
        .status(200, more.merging(["ETag": tag, "Content-Type": "application/json"]) { $1 }, body)
    }

    @Test("are asked for with their tag, and given again when nothing has changed", arguments: [#""a""#, #"W/"a""#])
    func areConfirmed(tag: String) async throws {
        let fixture = HostFixture([
            Self.tagged(tag, "[1]", ["X-Old": "1", "X-RateLimit-Remaining": "10"]),
            .status(304, ["X-RateLimit-Remaining": "9"]), Self.tagged(#""b""#, "[2]"), .status(304),
        ])
        var answers: [String] = []
        for _ in 0..<4 {
            let answer = try await fixture.perform(get, credentials: me).output
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            answers.append(String(decoding: answer.body, as: UTF8.self))
            if answers.count == 2 {
                #expect(answer.headers["x-ratelimit-remaining"] == "9")
                #expect(answer.headers["x-old"] == "1")
            }
        }
        #expect(answers == ["[1]", "[1]", "[2]", "[2]"])
        let tags = fixture.transport.requests.map { $0.headers.first(named: "If-None-Match") }
        #expect(tags == [nil, tag, tag, #""b""#])
    }

    @Test("belong to one credential, one URL and one form")
    func areApart() async throws {
        let fixture = HostFixture(Array(repeating: Self.tagged(#""a""#, "[1]"), count: 9))
        _ = try await fixture.perform(get, credentials: me)
        let others: [(ForgeRequest, CredentialSet)] = [
            (get, CredentialSet(accessToken: "another-token")), (ForgeRequest("GET", ["x"], credential: .none), me),
            (ForgeRequest("GET", ["x"], credential: .token), me), (ForgeRequest("GET", ["y"]), me),
            (ForgeRequest("GET", ["x"], query: [.init("page", "2")]), me),
            (ForgeRequest("GET", ["x"], headers: [.init("Accept", "text/plain")]), me),
        ]
        for (request, credentials) in others { _ = try await fixture.perform(request, credentials: credentials) }
        #expect(fixture.transport.requests.count == 7)
        #expect(fixture.transport.requests.allSatisfy { $0.headers.first(named: "If-None-Match") == nil })
    }

    @Test(
        "are kept only when they are a success that may be kept",
        arguments: [
            ScriptedTransport.Answer.status(200, [:], "[1]"), .status(404, ["ETag": #""a""#], "[1]"),
            tagged("a", "[1]"), tagged(#""a" "#, "[1]"), tagged(#""a""#, "[1]", ["Cache-Control": "private, no-store"]),
            tagged(#""a""#, String(repeating: " ", count: 600_000)),
        ])
    func areNotKept(answer: ScriptedTransport.Answer) async throws {
        let fixture = HostFixture([answer, answer])
        for _ in 0..<2 { _ = try await fixture.perform(get, credentials: me) }
        #expect(fixture.transport.requests.allSatisfy { $0.headers.first(named: "If-None-Match") == nil })
    }

    @Test("are never those of a change, nor those with secrets in them")
    func areReadOnly() async throws {
        let secret = Self.tagged(#""a""#, #"{"t":"a-secret"}"#)
        for request in [
            ForgeRequest("POST", ["x"]), ForgeRequest("DELETE", ["x"]), ForgeRequest("PUT", ["x"]),
            ForgeRequest("GET", ["x"], extracts: [SecretExtraction("t", .accessToken)]),
        ] {
            let fixture = HostFixture([secret, secret])
            for _ in 0..<2 { _ = try await fixture.perform(request, credentials: me) }
            #expect(fixture.transport.requests.allSatisfy { $0.headers.first(named: "If-None-Match") == nil })
        }
    }

    @Test("are no more than the bound, those used last")
    func areBounded() async throws {
        let fixture = HostFixture(Array(repeating: Self.tagged(#""a""#, "[1]"), count: 2100))
        func ask(_ number: Int) async throws -> Bool {
            _ = try await fixture.perform(ForgeRequest("GET", ["x", "\(number)"]), credentials: me)
            return fixture.transport.requests.last?.headers.first(named: "If-None-Match") != nil
        }
        for number in 0..<1001 {
            _ = try await ask(number)
            if number == 500 { #expect(try await ask(0)) }
        }
        #expect(try await ask(0))
        #expect(try await ask(1000))
        #expect(try await !ask(1))
    }

    @Test("are no more bytes than the bound")
    func areBoundedInBytes() async throws {
        // 33 of these fit.
        let large = Self.tagged(#""a""#, String(repeating: " ", count: 500_000))
        let fixture = HostFixture(Array(repeating: large, count: 40))
        func ask(_ number: Int) async throws -> Bool {
            _ = try await fixture.perform(ForgeRequest("GET", ["x", "\(number)"]), credentials: me)
            return fixture.transport.requests.last?.headers.first(named: "If-None-Match") != nil
        }
        for number in 0..<35 { _ = try await ask(number) }
        #expect(try await ask(34))
        #expect(try await ask(2))
        #expect(try await !ask(1))
    }

    @Test("that nobody asked for are no answers")
    func unaskedConfirmation() async throws {
        let fixture = HostFixture([.status(304)])
        #expect(try await fixture.perform(get, credentials: me).output.status == 304)
    }
}
