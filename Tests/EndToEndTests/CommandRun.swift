import Foundation
import Synchronization

/// A command of the real executable: what it is given, and what it gives.
final class CommandRun: Sendable {
    /// `Process` is used by one thread at a time: from `init` on nobody touches it but its own end.
    private struct Child: @unchecked Sendable {
        let process: Process
    }

    private let child: Child
    private let directory: String
    private let ended: AsyncStream<Int32>

    /// Starts a command.
    ///
    /// - Parameters:
    ///   - environment: Added to the process's own, of which nothing that begins with `SALLYPORT_` is passed on.
    ///   - input: Its standard input.
    ///   - folder: Where it runs; a new one unless given.
    init(_ arguments: [String], environment: [String: String] = [:], input: String = "", in folder: String? = nil)
        throws
    {
        directory = NSTemporaryDirectory() + "sallyport-command-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = SallyportProcess.executable
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder ?? directory)
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SALLYPORT_") }
            .merging(environment) { $1 }
        // Files, since a pipe that nobody empties would stop the command.
        for name in ["output", "errors"] {
            _ = FileManager.default.createFile(atPath: directory + "/" + name, contents: nil)
        }
        try input.write(toFile: directory + "/input", atomically: false, encoding: .utf8)
        let handles = [
            FileHandle(forReadingAtPath: directory + "/input"), FileHandle(forWritingAtPath: directory + "/output"),
            FileHandle(forWritingAtPath: directory + "/errors"),
        ]
        // Whoever is done with the process still has them otherwise.
        defer { for handle in handles { try? handle?.close() } }
        process.standardInput = handles[0]
        process.standardOutput = handles[1]
        process.standardError = handles[2]
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = {
            continuation.yield($0.terminationReason == .exit ? $0.terminationStatus : -$0.terminationStatus)
            continuation.finish()
        }
        ended = stream
        try process.run()
        child = Child(process: process)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// What it wrote to standard error so far.
    var errors: String { (try? String(contentsOfFile: directory + "/errors", encoding: .utf8)) ?? "" }

    /// Waits for its end.
    var result: Result {
        get async throws {
            var status: Int32 = -1
            for await ending in ended { status = ending }
            return Result(
                status: status, output: try String(contentsOfFile: directory + "/output", encoding: .utf8),
                errors: errors)
        }
    }

    /// How a command ended.
    struct Result: Sendable, CustomStringConvertible {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output as JSON; nil when it is none.
        var json: Any? { try? JSONSerialization.jsonObject(with: Data(output.utf8)) }
        var lines: [String] { output.split(separator: "\n").map(String.init) }
        var description: String { "status \(status)\n\(output)\(errors)" }
    }
}
