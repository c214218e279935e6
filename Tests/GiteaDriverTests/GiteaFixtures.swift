import Foundation
import GiteaDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

/// The recordings, and an operation run against one of them.
enum GiteaFixtures {
    static func directory(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../recordings/gitea")
            .appending(path: name).standardizedFileURL
    }

    static func exchanges() throws -> [String: RecordedExchange] {
        // A browser's way through the forge's pages, which is no exchange of ours.
        try RecordedExchange.load(directory("exchanges"), except: ["oauth2_authorize"])
    }

    static func exchange(_ name: String) throws -> RecordedExchange {
        try #require(try exchanges()[name], "there is no recording \(name)")
    }

    /// The secrets that the recordings were made with.
    static func credentials(for exchange: RecordedExchange) -> CredentialSet {
        let form = exchange.form ?? [:]
        let token = exchange.authorization?.split(separator: " ").last.map(String.init)
        return CredentialSet(
            accessToken: token ?? "wrong", login: .init(name: "alice", password: "password"),
            secrets: [
                .clientSecret: form["client_secret"] ?? "", .authorizationCode: form["code"] ?? "",
                .codeVerifier: form["code_verifier"] ?? "", .refreshToken: form["refresh_token"] ?? "",
                .webhookSecret: "webhook-secret-0123456789",
            ])
    }

    static func run<Output: Sendable>(
        _ call: Call<Output>, over transport: some HTTPTransport, credentials: CredentialSet
    ) async throws -> OperationResult<Output> {
        try await DriverHost(transport: transport).perform(
            call, manifest: GiteaDriver().manifest,
            connection: RemoteSourceConnection(apiURL: "http://localhost:3300"), credentials: credentials,
            deadline: .now + .seconds(10))
    }

    static let hello = try? RepositoryPath("alice/hello")
}
