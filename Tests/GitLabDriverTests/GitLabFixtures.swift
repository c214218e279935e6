import Foundation
import GitLabDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

/// Published payloads, and an operation run against answers.
enum GitLabFixtures {
    static func names(_ folder: String) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory(folder).path())
        return Set(files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
    }

    static func bytes(_ folder: String, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: directory(folder).appending(path: "\(name).json")))
    }

    private static func directory(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../recordings/gitlab/bodies")
            .appending(path: name).standardizedFileURL
    }

    /// An answer as GitLab gives it.
    static func answer(_ status: Int, _ body: [UInt8], _ headers: [String: String] = [:]) -> TransportResponse {
        TransportResponse(
            status: status,
            headers: [TransportHeader("Content-Type", "application/json")]
                + headers.map { TransportHeader($0.key, $0.value) }, body: body)
    }

    static func answer(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> TransportResponse {
        answer(status, Array(body.utf8), headers)
    }

    static func answer(_ body: [UInt8]) -> TransportResponse { answer(200, body) }
    static func answer(_ body: String) -> TransportResponse { answer(200, body) }

    static func run<Output: Sendable>(
        _ call: Call<Output>, over transport: some HTTPTransport, apiURL: String = "https://git.test/gitlab",
        secrets: [SecretSlot: String] = [:]
    ) async throws -> OperationResult<Output> {
        try await DriverHost(transport: transport).perform(
            call, manifest: GitLabDriver().manifest, connection: RemoteSourceConnection(apiURL: apiURL),
            credentials: CredentialSet(accessToken: "the-token", secrets: secrets), deadline: .now + .seconds(10))
    }

    static let path = "group/sub/hello"
    /// What the requests of a project begin with, on a server below a path of its host.
    static let root = "https://git.test/gitlab/api/v4/projects/group%2Fsub%2Fhello"
    static let sha = "6104942438c14ec7bd21c6cd5bd995272b3faff6"
}
