import Foundation
import GitHubDriver
import HTTPTransport
import RemoteSources
import Testing

/// Published payloads, and an operation run against answers.
enum GitHubFixtures {
    static func names(_ folder: String) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory(folder).path())
        return Set(files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
    }

    static func bytes(_ folder: String, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: directory(folder).appending(path: "\(name).json")))
    }

    private static func directory(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../recordings/github/bodies")
            .appending(path: name).standardizedFileURL
    }

    static func answer(_ status: Int, _ body: [UInt8], _ headers: [String: String] = [:]) -> TransportResponse {
        TransportResponse(
            status: status,
            headers: [TransportHeader("Content-Type", "application/json; charset=utf-8")]
                + headers.map { TransportHeader($0.key, $0.value) }, body: body)
    }

    static func answer(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> TransportResponse {
        answer(status, Array(body.utf8), headers)
    }

    /// A session with github.com, or with the GitHub at another URL.
    static func session(
        over transport: some HTTPTransport, url: String = "https://github.com",
        credentials: CredentialSet = CredentialSet(accessToken: "the-token")
    ) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: GitHubDriver(), host: DriverHost(transport: transport, pause: { _ in }),
            connection: RemoteSourceConnection(apiURL: url), credentials: credentials, deadline: .now + .seconds(60))
    }

    static let root = "https://api.github.com"
    static let path = "octocat/Hello-World"
    static let sha = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
}
