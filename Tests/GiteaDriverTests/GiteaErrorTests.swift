import GiteaDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Gitea's wrong answers")
struct GiteaErrorTests {
    private func answer(_ status: Int, _ body: String, type: String = "application/json") -> ForgeResponse {
        ForgeResponse(status: status, headers: ["content-type": type], body: Array(body.utf8), receivedAt: 1000)
    }

    @Test(
        "become the error of their status in every operation", arguments: GiteaOperation.all,
        [
            (301, "moved"), (302, "moved"), (400, "invalid"), (401, "unauthorized"), (403, "forbidden"),
            (404, "notFound"), (409, "conflict"), (422, "invalid"), (429, "rateLimited"), (500, "unavailable"),
            (502, "unavailable"), (503, "unavailable"),
        ])
    func statuses(operation: GiteaOperation, expected: (status: Int, code: String)) async throws {
        let isDone = expected.status == 404 && operation.takesMissing
        let cutOff = #"{"message":""#
        for body in [#"{"message":"why","url":"http://localhost/api/swagger"}"#, "{}", cutOff, ""] {
            // Only a whole answer says that a thing is gone.
            let code = isDone ? (body == cutOff ? "unavailable" : "done") : expected.code
            #expect(try await operation.outcome(of: answer(expected.status, body)) == code, "\(body)")
        }
    }

    @Test(
        "are refused when a web page comes with a success or a refusal", arguments: GiteaOperation.all,
        [200, 201, 401, 403, 404, 422])
    func webPages(operation: GiteaOperation, status: Int) async throws {
        let page = answer(status, "<!DOCTYPE html><p>Sign in</p>", type: "text/html; charset=utf-8")
        #expect(try await operation.outcome(of: page) == "unavailable")
    }

    @Test(
        "are refused when a success is cut off, too deep or of another type", arguments: GiteaOperation.all,
        ["{", #"{"id":"#, #"[{"id":"#, "nothing", String(repeating: "[", count: 100_000)])
    func brokenJSON(operation: GiteaOperation, body: String) async throws {
        #expect(try await operation.outcome(of: answer(200, body)) == "unavailable")
    }

    @Test("are refused when they have other members than they should", arguments: GiteaOperation.all)
    func wrongTypes(operation: GiteaOperation) async throws {
        for body in [#"{"id":"one"}"#, #"[{"id":{}}]"#, "[null]", "null", "1"] {
            let expected = operation.takesEmptyAnswer ? "done" : "unavailable"
            #expect(try await operation.outcome(of: answer(200, body)) == expected, "\(body)")
        }
    }

    @Test("without a body are refused where something is to be read", arguments: GiteaOperation.all)
    func emptyBody(operation: GiteaOperation) async throws {
        let expected = operation.takesEmptyAnswer ? "done" : "unavailable"
        #expect(try await operation.outcome(of: answer(200, "")) == expected)
    }

    @Test("say when to come back")
    func rateLimit() async throws {
        let call = try await GiteaDriver().repositories(page: nil)
        var limited = answer(429, "")
        await #expect(throws: DriverError.rateLimited(until: nil)) { _ = try await call.read(limited) }
        limited.headers["retry-after"] = "30"
        await #expect(throws: DriverError.rateLimited(until: 1030)) { _ = try await call.read(limited) }
    }

    @Test("to a deploy key tell one that is there from one that is none")
    func deployKeys() async throws {
        let repository = try RepositoryPath("alice/hello")
        let call = try await GiteaDriver().createDeployKey(NewDeployKey(title: "t", publicKey: "k"), in: repository)
        func error(_ message: String) async -> DriverError? {
            await #expect(throws: DriverError.self) {
                _ = try await call.read(answer(422, #"{"message":"\#(message)"}"#))
            }
        }
        #expect(await error("This key has already been added to this repository")?.code == "conflict")
        #expect(await error("A key with the same title already exists")?.code == "conflict")
        guard case .invalid(let field, _) = await error("Invalid key content") else {
            Issue.record("a key that is none is an invalid one")
            return
        }
        #expect(field == "key")
    }

    @Test("to a commit id that the server did not expect are the server's fault")
    func statusBadSHA() async throws {
        let exchange = try GiteaFixtures.exchange("status_bad_sha")
        let operation = try #require(GiteaOperation.all.first { $0.name == "createCommitStatus" })
        let response = ForgeResponse(status: exchange.response.status, body: exchange.response.body)
        #expect(try await operation.outcome(of: response) == "unavailable")
    }

    @Test("to a key without the right for it look like a missing repository")
    func forbiddenKey() async throws {
        let exchange = try GiteaFixtures.exchange("deploy_key_create_forbidden")
        let operation = try #require(GiteaOperation.all.first { $0.name == "createDeployKey" })
        let response = ForgeResponse(status: exchange.response.status, body: exchange.response.body)
        #expect(try await operation.outcome(of: response) == "notFound")
    }
}
