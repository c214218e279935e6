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

    /// Every operation that reads or changes something.
    private static let operations = (try? RepositoryPath("alice/hello")).map {
        DriverOperation.all(of: GiteaDriver(), repository: $0, refs: ["refs/heads/main"])
    }

    @Test("become the errors that they stand for, in every operation", arguments: operations ?? [])
    func wrongAnswers(operation: DriverOperation) async throws {
        #expect(try await WrongAnswers.problems(of: operation) == [])
    }

    @Test("are tried with everything that the manifest declares")
    func complete() {
        #expect(Self.operations?.count == 17)
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

    @Test("to a commit id that it did not expect are the server's fault, as long as it says the same of the commit")
    func statusBadSHA() async throws {
        let exchange = try GiteaFixtures.exchange("status_bad_sha")
        let operation = try #require(Self.operations?.first { $0.name == "createCommitStatus" })
        let response = ForgeResponse(status: exchange.response.status, body: exchange.response.body)
        #expect(try await operation.outcome(of: response) == "unavailable")
    }

    @Test("to a key without the right for it look like a missing repository")
    func forbiddenKey() async throws {
        let exchange = try GiteaFixtures.exchange("deploy_key_create_forbidden")
        let operation = try #require(Self.operations?.first { $0.name == "createDeployKey" })
        let response = ForgeResponse(status: exchange.response.status, body: exchange.response.body)
        #expect(try await operation.outcome(of: response) == "notFound")
    }
}
