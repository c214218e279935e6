import ConfigStoreClient
import CurlTransport
import Foundation
import HTTPTransport
import ServiceTesting

/// The real executable, serving.
final class SallyportProcess: Sendable {
    static let token = "end-to-end-token-that-must-not-show"
    static let adminToken = "end-to-end-admin-token-that-must-not-show"
    let client: ConfigStoreClient
    /// Empty when it runs no gateway.
    let gatewayURL: String
    /// Empty when it runs no configstore.
    let configStoreURL: String
    private let process: ChildProcess

    /// Starts `serve` on a folder and waits until it listens, at free ports unless told otherwise.
    ///
    /// - Parameters:
    ///   - components: What runs.
    ///   - arguments: More flags.
    convenience init(
        dataDirectory: String, components: [String] = ["gateway", "configstore"], gatewayPort: Int = 0,
        configStorePort: Int = 0, arguments: [String] = [], environment: [String: String] = [:]
    ) async throws {
        try await self.init(
            arguments: [
                "--components", components.joined(separator: ","), "--listen", "127.0.0.1:\(gatewayPort)",
                "--configstore-listen", "127.0.0.1:\(configStorePort)", "--data-dir", dataDirectory, "--plugins",
                Self.root + "/plugins.yaml",
            ] + arguments,
            waitingFor: components, environment: environment)
    }

    /// Starts `serve` and waits until these components listen.
    ///
    /// - Parameters:
    ///   - launcher: A command that becomes it; itself when there is none.
    ///   - executable: What is started; this build unless given.
    init(
        arguments: [String], waitingFor components: [String] = ["gateway", "configstore"],
        environment: [String: String] = [:], directory: String? = nil, launcher: [String] = [],
        executable: URL = SallyportProcess.executable
    ) async throws {
        let command = launcher + [executable.path(), "serve"] + arguments
        process = try ChildProcess(
            URL(filePath: command[0]), arguments: Array(command.dropFirst()),
            environment: [
                "SALLYPORT_CONFIGSTORE_API_TOKEN": Self.token, "SALLYPORT_ADMIN_TOKEN": Self.adminToken,
                "SALLYPORT_DRAIN_SECONDS": "0",
            ].merging(environment) { $1 },
            directory: directory)
        var urls: [String: String] = [:]
        for component in components {
            urls[component] = try await process.output(after: "\(component) listening on ")
        }
        gatewayURL = urls["gateway"] ?? ""
        configStoreURL = urls["configstore"] ?? ""
        client = ConfigStoreClient(baseURL: configStoreURL, token: Self.token, transport: try Self.transport())
    }

    var log: String { process.output }

    /// Sends a signal.
    func send(_ signal: Int32) { process.send(signal) }

    /// Sends a signal and waits for the end.
    func stop(_ signal: Int32) async -> Int32 { await process.stop(signal) }

    /// A transport that reaches this machine.
    static func transport() throws -> CurlTransport {
        CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// The executable lies beside the tests' bundle.
    static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "sallyport")
    }
}
