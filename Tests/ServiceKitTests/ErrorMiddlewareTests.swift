import HTTPTransport
import HTTPTypes
import Hummingbird
import ServiceKit
import ServiceTesting
import Testing
import Validation

@Suite("Errors as HTTP", .serviceLogs)
struct ErrorMiddlewareTests {
    struct Unforeseen: Error {
        let secret = "hunter2"
    }

    /// A service whose only route fails with `error`.
    static func failing(with error: any Error & Sendable) -> InProcessTransport<RouterResponder<ServiceRequestContext>>
    {
        let router = Router(context: ServiceRequestContext.self)
        router.add(middleware: ErrorMiddleware())
        router.get("fails") { _, _ -> Response in throw error }
        return InProcessTransport(
            responder: router.buildResponder(), logger: TestLog.current.logger(service: "failing"))
    }

    @Test(
        "gives a refusal its status, code and message",
        arguments: [
            (ServiceError.Kind.invalid, 400), (.unauthorized, 401), (.forbidden, 403), (.notFound, 404),
            (.conflict, 409), (.tooLarge, 413), (.tooManyRequests, 429), (.badGateway, 502), (.unavailable, 503),
            (.timedOut, 504),
        ])
    func refusals(kind: ServiceError.Kind, status: Int) async throws {
        let transport = Self.failing(with: ServiceError(kind, code: "someCode", "what to do", retryAfterSeconds: 7))
        let response = try await transport.send(TransportRequest(method: "GET", url: "http://service/fails"))
        #expect(response.status == status)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"code":"someCode","details":[],"message":"what to do"}"#)
        #expect(response.headers.first(named: "Retry-After") == "7")
        #expect(response.headers.first(named: "Content-Type") == "application/json; charset=utf-8")
    }

    @Test("lists every violation with its field")
    func violations() async throws {
        var violations = Violations()
        violations.add("name", .required, "a name is needed")
        violations.add(FieldPath("values").appending(index: 2), .invalidType, "a text is needed")
        let transport = Self.failing(with: ServiceError(code: "invalidThing", violations: violations))
        let body = try await transport.send(TransportRequest(method: "GET", url: "http://service/fails")).body
        let text = String(decoding: body, as: UTF8.self)
        #expect(text.contains(#"{"code":"required","field":"name","message":"a name is needed"}"#))
        #expect(text.contains(#""field":"values[2]""#))
        #expect(text.contains("(and 1 more)"))
    }

    @Test("answers a bare 500 for an unforeseen error and logs it with the request's id")
    func unforeseen() async throws {
        let transport = Self.failing(with: Unforeseen())
        let response = try await transport.send(
            TransportRequest(
                method: "GET", url: "http://service/fails", headers: [TransportHeader("X-Request-ID", "request-7")]))
        #expect(response.status == 500)
        #expect(!String(decoding: response.body, as: UTF8.self).contains("hunter2"))
        #expect(response.headers.first(named: "X-Request-ID") == "request-7")
        #expect(TestLog.current.lines.contains { $0.contains("request_id=request-7") && $0.contains("Unforeseen") })
    }

    @Test("answers an unknown path with the same body", arguments: ["/nosuch", "/fails/", "/fails/more", "/%2e%2e/x"])
    func unknownPath(path: String) async throws {
        let transport = Self.failing(with: Unforeseen())
        let response = try await transport.send(TransportRequest(method: "DELETE", url: "http://service\(path)"))
        #expect(response.status == 404)
        #expect(String(decoding: response.body, as: UTF8.self).contains(#""code":"noSuchRoute""#))
    }

    @Test("replaces a request id that is too long or not harmless", arguments: ["", "a b", "x\"y", "a;b"])
    func harmfulRequestID(id: String) async throws {
        let transport = Self.failing(with: ServiceError(.invalid, code: "c", "m"))
        let response = try await transport.send(
            TransportRequest(
                method: "GET", url: "http://service/fails", headers: [TransportHeader("X-Request-ID", id)]))
        let answered = try #require(response.headers.first(named: "X-Request-ID"))
        #expect(answered != id)
        #expect(answered.count == 16)
    }
}
