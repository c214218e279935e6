import ArgumentParser
import Foundation
import Synchronization

/// Sends pushes to a gateway as fast as they are taken: each sender its next one when the one before was answered.
///
/// Bodies differ in their last bytes only, so that signing them costs the sender next to nothing.
@main
struct DeliverySender: ParsableCommand {
    @Option(help: "The gateway's port on this machine.") var port: UInt16
    @Option(help: "How many send at the same time.") var senders: Int
    @Option(help: "For how long.") var seconds: Double
    @Option(help: "A file with PATH SECRET lines, a project each.") var projects: String
    @Option(help: "A file with the JSON of a push, up to the quotation mark before the digits of its commit.")
    var payload: String

    func run() throws {
        let text = try String(contentsOfFile: projects, encoding: .utf8)
        let targets = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        guard !targets.isEmpty, targets.allSatisfy({ $0.count == 2 }) else { throw ValidationError("no projects") }
        let beginning = Array(try Data(contentsOf: URL(filePath: payload)))
        let results = Mutex<[Result<[Double], any Error>]>([])
        let start = ContinuousClock.now
        let group = DispatchGroup()
        for number in 0..<senders {
            let target = targets[number % targets.count]
            group.enter()
            // A thread each: they wait in `recv`.
            Thread.detachNewThread { [port, seconds] in
                let result = Result {
                    var push = SignedPush(path: target[0], secret: target[1], beginning: beginning)
                    return try Connection(port: port).send(&push, until: start + .seconds(seconds))
                }
                results.withLock { $0.append(result) }
                group.leave()
            }
        }
        group.wait()
        let passed = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000
        let times = try results.withLock { $0 }.flatMap { try $0.get() }.sorted()
        func percentile(_ part: Int) -> Double {
            times.isEmpty ? 0 : times[min(times.count - 1, times.count * part / 100)] * 1_000
        }
        print(
            """
            {"count": \(times.count), "seconds": \(passed), "p50": \(percentile(50)), "p99": \(percentile(99)), \
            "max": \((times.last ?? 0) * 1_000)}
            """)
    }
}
