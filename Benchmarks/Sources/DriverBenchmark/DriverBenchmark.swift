import ArgumentParser
import Foundation
import Glibc

/// Measures the drivers: reading deliveries, calls and lists.
///
/// Prints a figure a line: its name, its value, its unit and how it came about, with tabs between.
@main
struct DriverBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "DriverBenchmark", subcommands: [Deliveries.self, Calls.self, Lists.self])

    /// The repository's root.
    static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    static func report(_ name: String, _ value: Double, _ unit: String, _ detail: String) {
        print(name, value, unit, detail, separator: "\t")
    }

    /// Processor time of this process, in seconds.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How long something takes, in seconds.
    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
