import ArgumentParser
import Foundation

/// `make fuzz`: damaged payloads for every reader of the built-in drivers, in a process of their own.
@main
struct DriverFuzzer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gives every reader of the built-in drivers damaged payloads.",
        discussion: """
            The readers run in a process of their own: one that crashes, hangs or takes too much memory is ended, and \
            what it was reading is written into a file. Ends with 1 when there is something.
            """)

    @Option(help: "How long to go on.") var seconds = 60
    @Option(help: "Which inputs to begin with; another number every time unless given.")
    var seed: UInt64 = .random(in: 0..<1 << 48)
    @Option(help: "The one reader to try, as a failure names it: DRIVER/READER.") var only: String?
    @Option(help: "Where inputs that fail are written.") var failures = "fuzz-failures"
    @Flag(help: .hidden) var worker = false
    @Option(help: .hidden) var journal: String?

    func run() async throws {
        let readers = try FuzzReaders(root: FileManager.default.currentDirectoryPath, only: only)
        if worker, let journal {
            try await FuzzWorker(readers: readers, journal: journal, seed: seed, seconds: seconds).run()
        } else {
            try await FuzzWatch(readers: readers, seed: seed, seconds: seconds, only: only, failures: failures).run()
        }
    }
}
