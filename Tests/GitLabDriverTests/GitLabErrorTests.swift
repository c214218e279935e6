import GitLabDriver
import RemoteSources
import Testing

@Suite("GitLab's wrong answers")
struct GitLabErrorTests {
    private func answer(_ status: Int, _ body: String, type: String = "application/json") -> ForgeResponse {
        ForgeResponse(status: status, headers: ["content-type": type], body: Array(body.utf8), receivedAt: 1000)
    }

    @Test(
        "become the error of their status in every operation", arguments: GitLabOperation.all,
        [
            (301, "moved"), (302, "moved"), (307, "moved"), (308, "moved"), (400, "invalid"), (401, "unauthorized"),
            (403, "forbidden"), (404, "notFound"), (409, "conflict"), (422, "invalid"), (429, "rateLimited"),
            (500, "unavailable"), (502, "unavailable"), (503, "unavailable"),
        ])
    func statuses(operation: GitLabOperation, expected: (status: Int, code: String)) async throws {
        let isDone = expected.status == 404 && operation.takesMissing
        let cutOff = #"{"message":""#
        for body in [
            #"{"message":"404 Project Not Found"}"#, #"{"message":{"key":["is invalid"]}}"#, #"{"error":"why"}"#,
            #"{"error":"insufficient_scope","error_description":"why","scope":"api"}"#, "{}", cutOff, "",
        ] {
            // Only a whole answer says that a thing is gone.
            let code = isDone ? (body == cutOff ? "unavailable" : "done") : expected.code
            #expect(try await operation.outcome(of: answer(expected.status, body)) == code, "\(body)")
        }
    }

    @Test(
        "are refused when a web page comes with a success or a refusal", arguments: GitLabOperation.all,
        [200, 201, 401, 403, 404, 422])
    func webPages(operation: GitLabOperation, status: Int) async throws {
        let page = answer(status, "<!DOCTYPE html><p>Sign in</p>", type: "text/html; charset=utf-8")
        #expect(try await operation.outcome(of: page) == "unavailable")
    }

    @Test(
        "are refused when a success is cut off, too deep or of another type", arguments: GitLabOperation.all,
        ["{", #"{"id":"#, #"[{"id":"#, "nothing", String(repeating: "[", count: 100_000)])
    func brokenJSON(operation: GitLabOperation, body: String) async throws {
        #expect(try await operation.outcome(of: answer(200, body)) == "unavailable")
    }

    @Test("are refused when they have other members than they should", arguments: GitLabOperation.all)
    func wrongTypes(operation: GitLabOperation) async throws {
        for body in [#"{"id":"one"}"#, #"[{"id":{}}]"#, "[null]", "null", "1"] {
            // A merge request without a commit has no ref.
            let isMissing = operation.name == "merge request" && body.hasPrefix("{")
            let expected = operation.takesEmptyAnswer ? "done" : isMissing ? "notFound" : "unavailable"
            #expect(try await operation.outcome(of: answer(200, body)) == expected, "\(body)")
        }
    }

    @Test("without a body are refused where something is to be read", arguments: GitLabOperation.all)
    func emptyBody(operation: GitLabOperation) async throws {
        let expected = operation.takesEmptyAnswer ? "done" : "unavailable"
        #expect(try await operation.outcome(of: answer(200, "")) == expected)
    }

    @Test("say when to come back, in GitLab's headers", arguments: [429, 403])
    func rateLimit(status: Int) async throws {
        let call = try await GitLabDriver().repositories(page: nil)
        var limited = answer(status, "")
        limited.headers["ratelimit-remaining"] = "0"
        limited.headers["ratelimit-reset"] = "1060"
        await #expect(throws: DriverError.rateLimited(until: 1060)) { _ = try await call.read(limited) }
        limited.headers["retry-after"] = "30"
        await #expect(throws: DriverError.rateLimited(until: 1030)) { _ = try await call.read(limited) }
    }

    @Test(
        "keep what the server said",
        arguments: [
            (#"{"message":"403 Forbidden - why"}"#, "403 Forbidden - why"),
            (#"{"message":{"base":["One.","Two."],"url":["is blocked"]}}"#, "base One., Two.; url is blocked"),
            (
                #"{"error":"insufficient_scope","error_description":"Higher privileges are needed.","scope":"api"}"#,
                "Higher privileges are needed."
            ),
            (#"{"error":"404 Not Found"}"#, "404 Not Found"), (#"{"message":["a","b"]}"#, "a, b"),
            (#"{"message":7}"#, "the forge answered 403"),
        ])
    func messages(body: String, expected: String) async throws {
        let call = try await GitLabDriver().repositories(page: nil)
        await #expect(throws: DriverError.forbidden(expected)) { _ = try await call.read(answer(403, body)) }
    }

    @Test("to a token that expired or was revoked ask for another one")
    func unauthorized() async throws {
        let call = try await GitLabDriver().currentUser(credential: .bearer)
        let body =
            #"{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization"}"#
        await #expect(throws: DriverError.unauthorized("Token is expired. You can either do re-authorization")) {
            _ = try await call.read(answer(401, body))
        }
    }
}
