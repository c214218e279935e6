import DeclarativeDriver
import Foundation
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

/// One of the example drivers, with what was recorded of its forge.
enum ExampleDriver: String, Sendable, CaseIterable {
    case gogs
    case bitbucketServer = "bitbucket-server"

    private static let project = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    var file: URL { Self.project.appending(path: "examples/drivers/\(rawValue).yaml") }

    func text() throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }

    func driver() throws -> DeclarativeDriver {
        try DeclarativeDriver(manifest: Array(try text().utf8), file: file.lastPathComponent, random: { Self.random })
    }

    private func directory(_ name: String) -> URL {
        Self.project.appending(path: "recordings/\(rawValue)/\(name)")
    }

    func exchanges() throws -> [String: RecordedExchange] { try RecordedExchange.load(directory("exchanges")) }

    func deliveries() throws -> [String: [UInt8]] {
        let files = try FileManager.default.contentsOfDirectory(
            at: directory("bodies/webhooks"), includingPropertiesForKeys: nil)
        return try Dictionary(
            uniqueKeysWithValues: files.map {
                ($0.deletingPathExtension().lastPathComponent, Array(try Data(contentsOf: $0)))
            })
    }

    func delivery(_ name: String) throws -> [UInt8] { try #require(try deliveries()[name]) }

    /// A repository's path that the forge takes.
    func repository() throws -> RepositoryPath {
        switch self {
        case .gogs: try RepositoryPath("gogits/gogs")
        case .bitbucketServer: try RepositoryPath("PRJ/my-repo")
        }
    }

    func session(
        _ transport: any HTTPTransport, _ credentials: CredentialSet = Self.credentials,
        root: String = Self.root
    ) throws -> RemoteSourceSession {
        RemoteSourceSession(
            driver: try driver(), host: DriverHost(transport: transport, pause: { _ in }),
            connection: RemoteSourceConnection(apiURL: root), credentials: credentials,
            deadline: .now + .seconds(20))
    }

    static let random = "00c0ffee"
    static let root = "https://forge.example/sub"
    static let credentials = CredentialSet(
        accessToken: "t0ken", login: .init(name: "jane", password: "password"),
        secrets: [
            .webhookSecret: "webhook-secret", .clientSecret: "client-secret", .authorizationCode: "the-code",
            .codeVerifier: "the-verifier", .refreshToken: "the-refresh-token",
        ])
}

extension TransportRequest {
    /// Method, path and query, credential and body are those of the recording.
    func expectEqual(to exchange: RecordedExchange) throws {
        #expect(method == exchange.method)
        #expect(url == ExampleDriver.root + exchange.path)
        let authorization = headers.first(named: "Authorization")
        if let recorded = exchange.authorization { #expect(authorization == recorded) }
        #expect(exchange.usesBasicAuthentication == (authorization?.hasPrefix("Basic ") ?? false))
        if let json = exchange.json {
            // A star stands for what is different every time.
            #expect(try RecordedExchange.canonical(body) == json.replacing("*", with: ExampleDriver.random))
        } else {
            #expect(body.isEmpty)
        }
    }
}
