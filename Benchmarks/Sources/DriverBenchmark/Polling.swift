import ArgumentParser
import CurlTransport
import Foundation
import GitAccess
import HTTPTransport
import NIOPosix
import Synchronization

/// Repositories that are known by their clone URL, each looked at once a minute.
struct Polling: AsyncParsableCommand {
    @Option(help: "Where the repositories are: PREFIX0, PREFIX1 and so on.")
    var prefix: String
    @Option(help: "The certificate of the server.")
    var authorities: String
    @Option var repositories = 1_000
    @Option(help: "How long each is looked at, after the first minute.")
    var minutes = 1

    func run() async throws {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        let allowed = [try AddressRange("127.0.0.0/8")]
        let client = GitClient(
            transport: CurlTransport(configuration: .init(outboundAllow: allowed)), outboundAllow: allowed,
            threads: threads)
        let looks = Mutex((done: 0, failed: 0))
        let poller = RefPoller(
            maxConcurrent: 16, clock: ContinuousClock(),
            look: { remote throws(GitError) in
                defer { looks.withLock { $0.done += 1 } }
                return try await client.refs(of: remote)
            },
            report: { poll in
                if case .failed = poll.outcome { looks.withLock { $0.failed += 1 } }
            })
        for number in 0..<repositories {
            let remote = try GitRemote(
                cloneURL: "\(prefix)\(number)", tls: .certificateAuthorities(file: authorities))
            await poller.add(PolledRepository(id: "\(number)", remote: remote, interval: .seconds(60)))
        }
        let polling = Task { await poller.run() }
        // The first minute has every repository's first look.
        try await Task.sleep(for: .seconds(60))
        let before = (looks.withLock { $0.done }, DriverBenchmark.processorSeconds)
        try await Task.sleep(for: .seconds(60 * minutes))
        let (done, spent) = (
            looks.withLock { $0.done } - before.0, DriverBenchmark.processorSeconds - before.1
        )
        polling.cancel()
        await polling.value
        guard looks.withLock({ $0.failed }) == 0 else { throw BenchmarkFailure("looks failed") }
        DriverBenchmark.report(
            "\(repositories) plain git projects looked at every minute: processor", spent / Double(minutes) / 60 * 100,
            "%",
            "of a core; \(done / minutes) looks a minute over https, \(Int(spent / Double(max(done, 1)) * 1e6)) µs each"
        )
        DriverBenchmark.report(
            "\(repositories) plain git projects looked at every minute: memory", try Self.resident, "MB", "resident")
        try await threads.shutdownGracefully()
    }

    private static var resident: Double {
        get throws {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
                let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
            else { throw BenchmarkFailure("no VmRSS") }
            return kilobytes / 1024
        }
    }
}
