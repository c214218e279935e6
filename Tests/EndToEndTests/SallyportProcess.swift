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
    let gatewayURL: String
    private let child: Child
    private let ended: Ended
    private let output: String

    private final class Ended: Sendable {
        let stream = AsyncStream<Int32>.makeStream()
    }

    /// Starts `serve` on a folder and waits until it listens.
    init(dataDirectory: String, environment: [String: String] = [:]) async throws {
        output = dataDirectory + "-output-" + UUID().uuidString
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: output))
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = [
            "serve", "--listen", "127.0.0.1:0", "--configstore-listen", "127.0.0.1:0", "--data-dir", dataDirectory,
            "--plugins", Self.root + "/plugins.yaml",
        ]
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
        let url = try await Self.url(of: "configstore", in: output, process)
        gatewayURL = try await Self.url(of: "gateway", in: output, process)
        client = ConfigStoreClient(
            baseURL: url, token: Self.token,
            transport: CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")])))
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
