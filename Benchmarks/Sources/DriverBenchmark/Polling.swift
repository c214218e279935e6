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
        let remotes = try (0..<repositories).map { number in
            try GitRemote(cloneURL: "\(prefix)\(number)", tls: .certificateAuthorities(file: authorities))
        }
        let looks = Looks()
        let polling = Task {
            await withDiscardingTaskGroup { group in
                for lane in 0..<Self.width {
                    group.addTask { await Self.look(at: remotes, lane: lane, client, looks) }
                }
            }
        }
        // The first minute has every repository's first look.
        try await Task.sleep(for: .seconds(60))
        let before = (looks.counts.withLock { $0.done }, DriverBenchmark.processorSeconds)
        try await Task.sleep(for: .seconds(60 * minutes))
        let (done, spent) = (
            looks.counts.withLock { $0.done } - before.0, DriverBenchmark.processorSeconds - before.1
        )
        polling.cancel()
        await polling.value
        guard looks.counts.withLock({ $0.failed }) == 0 else { throw BenchmarkFailure("looks failed") }
        DriverBenchmark.report(
            "\(repositories) plain git projects looked at every minute: processor", spent / Double(minutes) / 60 * 100,
            "%",
            "of a core; \(done / minutes) looks a minute over https, \(Int(spent / Double(max(done, 1)) * 1e6)) µs each"
        )
        DriverBenchmark.report(
            "\(repositories) plain git projects looked at every minute: memory", try Self.resident, "MB", "resident")
        try await threads.shutdownGracefully()
    }

    /// How often was looked.
    private final class Looks: Sendable {
        let counts = Mutex((done: 0, failed: 0))
    }

    /// How many repositories are looked at at once.
    private static let width = 16

    /// Looks at a lane's share of the repositories once a minute, spread over the minute, until it is cancelled.
    private static func look(
        at remotes: [GitRemote], lane: Int, _ client: GitClient, _ looks: Looks
    ) async {
        let start = ContinuousClock.now
        for minute in 0... {
            for place in stride(from: lane, to: remotes.count, by: width) {
                let seconds = 60 * (Double(minute) + Double(place) / Double(remotes.count))
                do {
                    try await Task.sleep(until: start + .seconds(seconds))
                } catch { return }
                let isRead = (try? await client.refs(of: remotes[place])) != nil
                // One that is cut short at the end is none that failed.
                if Task.isCancelled { return }
                looks.counts.withLock { $0 = ($0.done + 1, $0.failed + (isRead ? 0 : 1)) }
            }
        }
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
