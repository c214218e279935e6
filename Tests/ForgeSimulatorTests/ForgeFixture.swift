import CurlTransport
import ForgeSimulator
import Foundation
import GitHubDriver
import GitLabDriver
import GiteaDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import ServiceKit
import ServiceTesting
import Testing

/// A simulator, and what talks to it.
struct ForgeFixture: Sendable {
    static let redirectURI = "http://127.0.0.1:3398/oauth2/callback"
    let simulator: ForgeSimulator
    let driver: any RemoteSourceDriver
    /// Where it is, for requests.
    var url = "http://localhost:3300"
    var transport: any HTTPTransport

    var state: ForgeState { simulator.state }

    /// A simulator whose URLs look like those of the recordings.
    init(
        kind: ForgeKind = .gitea, webhooks: (any HTTPTransport)? = nil, listen: ListenAddress? = nil,
        rootURL: String = "http://localhost:3300"
    ) {
        simulator = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(
                kind: kind, listen: listen, rootURL: rootURL, webhooks: webhooks),
            logger: TestLog.current.logger(service: "forge"))
        transport = simulator.transport
        driver =
            switch kind {
            case .gitea: GiteaDriver()
            case .github: GitHubDriver()
            case .gitlab: GitLabDriver()
            }
    }

    /// Runs the simulator while `body` does.
    func running(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            do {
                try await body()
                group.cancelAll()
                // A service that is cancelled may end with an error or without one.
                while let result = await group.nextResult() { _ = result }
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// A simulator on a socket of its own, through libcurl.
    static func onSocket(_ body: (ForgeFixture) async throws -> Void) async throws {
        var fixture = ForgeFixture(listen: ListenAddress(host: "127.0.0.1", port: 0), rootURL: "")
        let curl = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
        fixture.transport = curl
        fixture.state.addUser("alice", password: "password")
        let simulator = fixture.simulator
        try await fixture.running { [fixture] in
            var fixture = fixture
            fixture.url = await simulator.bound.url
            try await body(fixture)
            curl.shutdown()
        }
    }

    func send(
        _ method: String, _ path: String, headers: [TransportHeader] = [], body: String = "",
        within timeout: Duration = .seconds(20), maxBytes: Int = 8 * 1024 * 1024
    ) async throws(TransportError) -> TransportResponse {
        try await transport.send(
            TransportRequest(
                method: method, url: url + path, headers: headers, body: Array(body.utf8), deadline: .now + timeout,
                maxResponseBytes: maxBytes))
    }

    func session(_ credentials: CredentialSet = CredentialSet()) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: driver, host: DriverHost(transport: transport, pause: { _ in }),
            connection: RemoteSourceConnection(apiURL: url), credentials: credentials, deadline: .now + .seconds(20))
    }

    static func basic(_ name: String, _ password: String = "password") -> TransportHeader {
        TransportHeader("Authorization", "Basic " + Data("\(name):\(password)".utf8).base64EncodedString())
    }

    /// A folder of the recordings.
    static func recordings(_ name: String, of driver: String = "gitea") -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../recordings/\(driver)")
            .appending(path: name).standardizedFileURL
    }

    static func fileNames(_ folder: String) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(
            at: recordings(folder), includingPropertiesForKeys: nil)
        return Set(files.filter { $0.pathExtension == "json" }.map { $0.deletingPathExtension().lastPathComponent })
    }
}
