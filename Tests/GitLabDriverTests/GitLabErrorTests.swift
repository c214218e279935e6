import GitLabDriver
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitLab's wrong answers")
struct GitLabErrorTests {
    private func answer(_ status: Int, _ body: String, type: String = "application/json") -> ForgeResponse {
        ForgeResponse(status: status, headers: ["content-type": type], body: Array(body.utf8), receivedAt: 1000)
    }

    /// Every operation that reads or changes something.
    private static let operations = (try? RepositoryPath("group/sub/hello")).map {
        DriverOperation.all(
            of: GitLabDriver(), repository: $0,
            refs: [
                "refs/heads/main", "refs/tags/v1", "refs/merge-requests/1/head", "refs/merge-requests/1/merge",
            ])
    }

    @Test("become the errors that they stand for, in every operation", arguments: operations ?? [])
    func wrongAnswers(operation: DriverOperation) async throws {
        #expect(try await WrongAnswers.problems(of: operation) == [])
    }

    @Test("are tried with everything that the manifest declares")
    func complete() {
        #expect(Self.operations?.count == 21)
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
