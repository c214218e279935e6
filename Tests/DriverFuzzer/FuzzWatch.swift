import ArgumentParser
import Foundation
import Glibc
import RemoteSourcesTesting

/// Starts a worker, and ends it when it stays with one input for too long or takes too much memory.
struct FuzzWatch {
    let readers: FuzzReaders
    let seed: UInt64
    let seconds: Int
    let only: String?
    let failures: String

    /// How long one input may take, on a machine that does other things too.
    private static let maxInputTime = Duration.seconds(20)
    /// What the readers have at the most, bodies of a quarter of a megabyte and their trees among it.
    private static let maxResidentBytes = 1024 * 1024 * 1024

    private struct Entry {
        let number: Int
        let seed: UInt64
        let reader: String
        let problem: String?

        init?(_ text: String) {
            let parts = text.trimmingCharacters(in: .whitespacesAndNewlines)
                .split(separator: "\t", maxSplits: 3).map(String.init)
            guard parts.count >= 3, let number = Int(parts[0]), let seed = UInt64(parts[1]) else { return nil }
            (self.number, self.seed, reader) = (number, seed, parts[2])
            problem = parts.count > 3 ? parts[3] : nil
        }
    }

    func run() async throws {
        let journal = NSTemporaryDirectory() + "sallyport-fuzz-" + UUID().uuidString
        guard FileManager.default.createFile(atPath: journal, contents: Data()) else { throw ExitCode(2) }
        defer { try? FileManager.default.removeItem(atPath: journal) }
        let worker = Process()
        worker.executableURL = URL(filePath: CommandLine.arguments[0])
        worker.arguments =
            ["--worker", "--journal", journal, "--seed", String(seed), "--seconds", String(seconds)]
            + (only.map { ["--only", $0] } ?? [])
        try worker.run()
        let ending = try await watch(worker, journal)
        worker.waitUntilExit()
        guard let entry = entry(journal) else { return try fail("the worker did nothing", nil) }
        if let ending { return try fail(ending, entry) }
        if let problem = entry.problem { return try fail(problem, entry) }
        guard worker.terminationReason == .exit, worker.terminationStatus == 0, entry.reader == "done" else {
            return try fail("the process ended with \(worker.terminationStatus)", entry)
        }
        say("\(entry.number) inputs: all of them were read, refused or ignored")
    }

    /// Why the worker had to be ended; nil when it ended by itself.
    private func watch(_ worker: Process, _ journal: String) async throws -> String? {
        var (number, since) = (0, ContinuousClock.now)
        while worker.isRunning {
            try await Task.sleep(for: .milliseconds(100))
            if let entry = entry(journal), entry.number != number {
                if number == 0 {
                    say("process \(worker.processIdentifier): \(readers.all.count) readers, from the seed \(seed) on")
                }
                (number, since) = (entry.number, .now)
            }
            var problem: String?
            if ContinuousClock.now - since > Self.maxInputTime { problem = "it takes longer than \(Self.maxInputTime)" }
            if let bytes = residentBytes(worker.processIdentifier), bytes > Self.maxResidentBytes {
                problem = "it takes \(bytes / 1024 / 1024) MiB"
            }
            if let problem, worker.isRunning {
                kill(worker.processIdentifier, SIGKILL)
                return problem
            }
        }
        return nil
    }

    /// At once, also when nobody's terminal is at the other end.
    private func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    private func residentBytes(_ process: Int32) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }

    private func entry(_ journal: String) -> Entry? {
        (try? String(contentsOfFile: journal, encoding: .utf8)).flatMap(Entry.init)
    }

    /// Says what failed, how to see it again, and keeps the input.
    private func fail(_ problem: String, _ entry: Entry?) throws {
        say("FAILED: \(problem)")
        if let entry, let reader = readers.all.first(where: { $0.path == entry.reader }) {
            let name = String(reader.path.map { $0.isLetter || $0.isNumber ? $0 : "-" }) + "-\(entry.seed)"
            let file = URL(filePath: failures).appending(path: name)
            try FileManager.default.createDirectory(atPath: failures, withIntermediateDirectories: true)
            try Data(reader.fuzzing.input(of: reader.name, seed: entry.seed)).write(to: file)
            say("input number \(entry.number) of \(reader.path), written to \(file.relativePath)")
            say("again: make fuzz ARGS=\"--only '\(reader.path)' --seed \(entry.seed) --seconds 1\"")
        }
        throw ExitCode(1)
    }
}
