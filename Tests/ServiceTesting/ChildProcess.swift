package import Foundation

/// A process that a test started, what it prints, and its end.
package final class ChildProcess: Sendable {
    /// `Process` is used by one thread at a time: from `run` on only what it offers to all is read.
    private struct Child: @unchecked Sendable {
        let process: Process
    }

    private final class Ended: Sendable {
        let stream = AsyncStream<Int32>.makeStream()
    }

    private let child: Child
    private let ended = Ended()
    private let outputFile: String
    private let input = Pipe()

    /// Starts it. Both outputs go to one file, which `output` reads, and which a failing test shows.
    ///
    /// - Parameter endsWithTest: Its input is a pipe that ends when this object goes; otherwise it has none.
    package init(
        _ executable: URL, arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        endsWithTest: Bool = false
    ) throws {
        outputFile = NSTemporaryDirectory() + "sallyport-output-" + UUID().uuidString
        _ = FileManager.default.createFile(atPath: outputFile, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: outputFile))
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = directory.map { URL(filePath: $0) }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = endsWithTest ? input : FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        let ended = ended
        process.terminationHandler = {
            ended.stream.continuation.yield($0.terminationStatus)
            ended.stream.continuation.finish()
        }
        try process.run()
        // Whoever is done with the process still has it otherwise.
        try file.close()
        child = Child(process: process)
        TestLog.current.add(process: ([executable.lastPathComponent] + arguments).joined(separator: " ")) {
            [outputFile] in Self.text(of: outputFile)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: outputFile)
    }

    package var identifier: Int32 { child.process.processIdentifier }

    /// Everything that it has printed.
    package var output: String { Self.text(of: outputFile) }

    private static func text(of file: String) -> String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

    /// Waits until a line has `marker`, and returns the rest of that line.
    ///
    /// - Throws: `Ending` when the process ends without.
    package func output(after marker: String) async throws -> String {
        while true {
            let isRunning = child.process.isRunning
            let text = output
            if let found = text.range(of: marker), let end = text[found.upperBound...].firstIndex(of: "\n") {
                return String(text[found.upperBound..<end])
            }
            guard isRunning else { throw Ending(description: text) }
            await Task.yield()
        }
    }

    /// Sends a signal.
    package func send(_ signal: Int32) { kill(identifier, signal) }

    /// Sends a signal and waits for the end.
    package func stop(_ signal: Int32) async -> Int32 {
        send(signal)
        return await status
    }

    /// The exit status, once it has ended. To be asked once.
    package var status: Int32 {
        get async {
            for await status in ended.stream.stream { return status }
            return -1
        }
    }

    package struct Ending: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }
}
