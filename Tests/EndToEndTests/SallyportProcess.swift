import ConfigStoreClient
import CurlTransport
import Foundation
import Synchronization
import Testing

/// The real executable, running.
final class SallyportProcess: Sendable {
    /// `Process` is used by one thread at a time: from `start` on only `processIdentifier` is read.
    private struct Child: @unchecked Sendable {
        let process: Process
    }

    static let token = "end-to-end-token-that-must-not-show"
    static let adminToken = "end-to-end-admin-token-that-must-not-show"
    let client: ConfigStoreClient
    /// Empty when it runs no gateway.
    let gatewayURL: String
    /// Empty when it runs no configstore.
    let configStoreURL: String
    private let child: Child
    private let ended: Ended
    private let output: String

    private final class Ended: Sendable {
        let stream = AsyncStream<Int32>.makeStream()
    }

    /// Starts `serve` on a folder and waits until it listens, at free ports unless told otherwise.
    ///
    /// - Parameters:
    ///   - components: What runs.
    ///   - arguments: More flags.
    convenience init(
        dataDirectory: String, components: [String] = ["gateway", "configstore"],
        configStoreListen: String = "127.0.0.1:0", arguments: [String] = [], environment: [String: String] = [:]
    ) async throws {
        try await self.init(
            arguments: [
                "--components", components.joined(separator: ","), "--listen", "127.0.0.1:0", "--configstore-listen",
                configStoreListen, "--data-dir", dataDirectory, "--plugins", Self.root + "/plugins.yaml",
            ] + arguments,
            waitingFor: components, environment: environment)
    }

    /// Starts `serve` and waits until these components listen.
    init(
        arguments: [String], waitingFor components: [String] = ["gateway", "configstore"],
        environment: [String: String] = [:], directory: String? = nil
    ) async throws {
        output = NSTemporaryDirectory() + "sallyport-output-" + UUID().uuidString
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: output))
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = ["serve"] + arguments
        process.currentDirectoryURL = directory.map { URL(filePath: $0) }
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SALLYPORT_CONFIGSTORE_API_TOKEN": Self.token, "SALLYPORT_ADMIN_TOKEN": Self.adminToken]) { $1 }
            .merging(environment) { $1 }
        process.standardOutput = file
        process.standardError = file
        let ended = Ended()
        process.terminationHandler = {
            ended.stream.continuation.yield($0.terminationStatus)
            ended.stream.continuation.finish()
        }
        try process.run()
        child = Child(process: process)
        self.ended = ended
        var urls: [String: String] = [:]
        for component in components { urls[component] = try await Self.url(of: component, in: output, process) }
        gatewayURL = urls["gateway"] ?? ""
        configStoreURL = urls["configstore"] ?? ""
        client = ConfigStoreClient(baseURL: configStoreURL, token: Self.token, transport: try Self.transport())
    }

    /// A transport that reaches this machine.
    static func transport() throws -> CurlTransport {
        CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: output)
    }

    var log: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    /// Sends a signal and waits for the end.
    func stop(_ signal: Int32) async -> Int32 {
        kill(child.process.processIdentifier, signal)
        for await status in ended.stream.stream { return status }
        return -1
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// The executable lies beside the tests' bundle.
    static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "sallyport")
    }

    private static func url(of service: String, in output: String, _ process: Process) async throws -> String {
        while true {
            let text = try String(contentsOfFile: output, encoding: .utf8)
            if let found = text.range(of: "\(service) listening on http://127.0.0.1:") {
                let port = text[found.upperBound...].prefix { $0.isNumber }
                if text[found.upperBound...].dropFirst(port.count).first == "\n" { return "http://127.0.0.1:\(port)" }
            }
            guard process.isRunning else {
                throw Ending(output: text)
            }
            await Task.yield()
        }
    }

    /// The process ended before it listened.
    struct Ending: Error, CustomStringConvertible {
        let output: String
        var description: String { output }
    }
}
