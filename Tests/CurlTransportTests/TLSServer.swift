import Foundation
import Glibc

/// A real TLS server on a free loopback port that has the files of its certificate's folder. `make setup` installs the programs that it is.
final class TLSServer: Sendable {
    enum Kind: Sendable {
        /// HTTP/2 and nothing else, on connections that stay open; what is posted comes back.
        case http2
        /// HTTP/1, with a new connection for every request, and session tickets that join them.
        case http1
    }

    struct Failure: Error, CustomStringConvertible {
        let output: String
        var description: String { "\(output)\n(make setup installs what is needed)" }
    }

    /// Only `init` and `stop` use the process, and a test calls them one after the other.
    private struct Child: @unchecked Sendable {
        let process: Process
    }

    let port: Int
    private let child: Child
    private let output: String

    /// Runs `body` with a server whose certificate is for `names`, and with the authority that signed it.
    static func with(
        _ kind: Kind, names: String = "DNS:localhost,IP:127.0.0.1",
        _ body: (TLSServer, TestCertificates) async throws -> Void
    ) async throws {
        let certificates = try TestCertificates()
        defer { certificates.remove() }
        let server = try await TLSServer(kind, try certificates.server(names: names))
        defer { server.stop() }
        try await body(server, certificates)
    }

    private init(_ kind: Kind, _ files: TestCertificates.Server) async throws {
        output = files.key + ".log"
        // Somebody else may take the free port before the server does: then it ends, and another one is tried.
        var attempt = 0
        while true {
            attempt += 1
            _ = FileManager.default.createFile(atPath: output, contents: nil)
            let port = try ScriptedServer.freePort()
            let process = Self.process(kind, files, port)
            let file = try FileHandle(forWritingTo: URL(filePath: output))
            process.standardOutput = file
            process.standardError = file
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let (said, isListening) = try await Self.waitUntilListening(process, output)
            if isListening {
                self.port = port
                child = Child(process: process)
                return
            }
            guard attempt < 5 else { throw Failure(output: said) }
        }
    }

    private static func process(_ kind: Kind, _ files: TestCertificates.Server, _ port: Int) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let directory = URL(filePath: files.key).deletingLastPathComponent()
        process.currentDirectoryURL = directory
        var environment = ProcessInfo.processInfo.environment
        environment["PATH", default: ""] += ":/usr/sbin"
        process.environment = environment
        switch kind {
        case .http2:
            process.arguments =
                ["nghttpd", "--verbose", "--echo-upload", "--address=127.0.0.1", "\(port)"]
                + [files.key, files.certificate]
        case .http1:
            process.arguments =
                ["openssl", "s_server", "-WWW", "-accept", "127.0.0.1:\(port)"]
                + ["-key", files.key, "-cert", files.certificate]
        }
        return process
    }

    private static func waitUntilListening(_ process: Process, _ output: String) async throws -> (String, Bool) {
        while true {
            let isRunning = process.isRunning
            let text = try String(contentsOfFile: output, encoding: .utf8)
            // The one names the address that it listens at, the other says that it accepts.
            if text.contains("listen 127.0.0.1") || text.contains("ACCEPT") { return (text, true) }
            guard isRunning else { return (text, false) }
            await Task.yield()
        }
    }

    /// Ends the server; then `log` has everything that it said.
    func stop() {
        guard child.process.isRunning else { return }
        kill(child.process.processIdentifier, SIGKILL)
        child.process.waitUntilExit()
    }

    var url: String { "https://127.0.0.1:\(port)/" }
    /// How many TLS handshakes came to an end, as the HTTP/2 server tells it.
    var handshakeCount: Int { log.components(separatedBy: "SSL/TLS handshake completed").count - 1 }
    var log: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
}
