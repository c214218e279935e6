import ConfigStoreClient
import CurlTransport
import Foundation

/// The real executable, serving.
final class SallyportProcess: Sendable {
    static let token = "end-to-end-token-that-must-not-show"
    static let adminToken = "end-to-end-admin-token-that-must-not-show"
    let client: ConfigStoreClient
    let gatewayURL: String
    private let process: ChildProcess

    /// Starts `serve` on a folder and waits until it listens.
    init(dataDirectory: String, gatewayPort: Int = 0, environment: [String: String] = [:]) async throws {
        process = try ChildProcess(
            Self.executable,
            arguments: [
                "serve", "--listen", "127.0.0.1:\(gatewayPort)", "--configstore-listen", "127.0.0.1:0", "--data-dir",
                dataDirectory, "--plugins", Self.root + "/plugins.yaml",
            ],
            environment: [
                "SALLYPORT_CONFIGSTORE_API_TOKEN": Self.token, "SALLYPORT_ADMIN_TOKEN": Self.adminToken,
            ].merging(environment) { $1 })
        gatewayURL = try await process.output(after: "gateway listening on ")
        client = ConfigStoreClient(
            baseURL: try await process.output(after: "configstore listening on "), token: Self.token,
            transport: CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")])))
    }

    var log: String { process.output }

    /// Sends a signal and waits for the end.
    func stop(_ signal: Int32) async -> Int32 { await process.stop(signal) }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// The executable lies beside the tests' bundle.
    static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "sallyport")
    }
}
