import Foundation
import GiteaDriver
import Glibc
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Damaged payloads")
struct FuzzingTests {
    @Test("follow from their seeds, and differ from seed to seed")
    func seeds() throws {
        let fuzzing = DriverFuzzing(driver: GiteaDriver(), recordings: try BuiltInDriversTests.recordings("gitea"))
        for name in ["deliveries/push_main.push", "forms", "proofs"] {
            #expect(fuzzing.names.contains(name))
            let inputs = (0..<20).map { fuzzing.input(of: name, seed: $0) }
            #expect(inputs == (0..<20).map { fuzzing.input(of: name, seed: $0) })
            #expect(Set(inputs).count > 15)
        }
    }

    @Test("find a reader that takes anything for an event")
    func defects() async throws {
        var careless = AlteredDriver()
        careless.unreadEvent = RemoteEvent(
            .push, deliveryID: "1", repository: .init(id: "1", path: "alice/hello"), sender: nil)
        careless.unreadEvent?.after = "main"
        let fuzzing = DriverFuzzing(driver: careless, recordings: try BuiltInDriversTests.recordings("gitea"))
        var problems: [String] = []
        for seed in 0..<60 {
            let problem = await fuzzing.problem(of: "deliveries/push_main.push", seed: UInt64(seed))
            if let problem { problems.append(problem) }
        }
        #expect(problems.contains { $0.hasPrefix("the event has a commit id that is none") })
    }

    /// The fuzzer's executable lies beside the tests' bundle.
    private static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "DriverFuzzer")
    }

    /// Runs the fuzzer, ends its process with a signal once it reads, and gives what it says then.
    private static func run(endingWith signal: Int32, failures: String) async -> (status: Int32, output: String) {
        await withCheckedContinuation { continuation in
            // A thread of its own: reading blocks.
            Thread.detachNewThread {
                let (process, pipe) = (Process(), Pipe())
                process.executableURL = executable
                process.currentDirectoryURL =
                    URL(filePath: #filePath).deletingLastPathComponent()
                    .appending(path: "../..").standardizedFileURL
                process.arguments = ["--seconds", "300", "--seed", "7", "--failures", failures]
                process.standardOutput = pipe
                guard (try? process.run()) != nil else { return continuation.resume(returning: (-1, "")) }
                var output = Data()
                var hasEnded = false
                while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
                    output += data
                    let words = String(decoding: output, as: UTF8.self).split { !$0.isLetter && !$0.isNumber }
                    if !hasEnded, words.count > 2, words[0] == "process", let worker = Int32(words[1]) {
                        kill(worker, signal)
                        hasEnded = true
                    }
                }
                process.waitUntilExit()
                continuation.resume(
                    returning: (process.terminationStatus, String(decoding: output, as: UTF8.self)))
            }
        }
    }

    @Test("that end the process that reads them are kept, with the command that gives them again")
    func crash() async throws {
        let failures = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: failures) }
        let (status, output) = await Self.run(endingWith: SIGKILL, failures: failures)
        #expect(status == 1)
        #expect(output.contains("FAILED: the process ended with \(SIGKILL)"), "\(output)")
        #expect(output.contains("again: make fuzz ARGS=\"--only '"))
        let kept = try FileManager.default.contentsOfDirectory(atPath: failures)
        #expect(kept.count == 1)
        let input = try Data(contentsOf: URL(filePath: failures).appending(path: kept[0]))
        #expect(!input.isEmpty)
    }
}
