import ForgeSimulator
import HTTPTransport
import RemoteSources

/// The simulator of GitHub, and what tests ask of it.
enum GitHubSimulation {
    /// A simulator with the user `alice`, and a session with a token of hers.
    static func start(webhooks: (any HTTPTransport)? = nil) -> (ForgeFixture, RemoteSourceSession) {
        let fixture = ForgeFixture(kind: .github, webhooks: webhooks)
        fixture.state.addUser("alice", password: "password", email: "alice@example.test")
        let token = fixture.state.addToken("t", for: "alice")
        return (
            fixture,
            fixture.session(CredentialSet(accessToken: token, secrets: [.webhookSecret: "webhook-secret"]))
        )
    }

    /// The code of the error that an operation ends with, or `done`.
    static func code<Value>(_ body: () async throws -> Value) async -> String {
        do {
            _ = try await body()
            return "done"
        } catch let error as OperationError {
            return error.driverError.code
        } catch {
            return "\(error)"
        }
    }

    /// What a ref leads to.
    static func ref(
        _ name: String, _ session: RemoteSourceSession, _ path: RepositoryPath
    ) async throws -> RemoteRef {
        try await session.perform(.refs) { driver throws(DriverError) in try await driver.ref(name, in: path) }.output
    }
}
