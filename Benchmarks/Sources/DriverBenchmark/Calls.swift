import ArgumentParser
import GiteaDriver
import RemoteSources

/// One call, who the token belongs to, of a driver that is a process against a built-in one.
struct Calls: AsyncParsableCommand {
    @Option var rounds = 5
    @Option var count = 1_000

    func run() async throws {
        let builtIn = try PagedForge.gitea().session(GiteaDriver())
        try await ExampleDriver.withProcess("pagure") { pagure in
            let outside = try PagedForge.pagure().session(pagure)
            for clients in [1, 16] {
                var ratios: [Double] = []
                var rates: [(Double, Double)] = []
                for _ in 0..<rounds {
                    let rate = (try await rate(builtIn, clients), try await rate(outside, clients))
                    rates.append(rate)
                    ratios.append(rate.1 / rate.0)
                }
                DriverBenchmark.report(
                    "calls of a process driver against a built-in one, \(clients) at once",
                    DriverBenchmark.median(ratios), "×",
                    "\(Int(DriverBenchmark.median(rates.map(\.1))))/s against "
                        + "\(Int(DriverBenchmark.median(rates.map(\.0))))/s; the forge answers at once")
            }
        }
    }

    private func rate(_ session: RemoteSourceSession, _ clients: Int) async throws -> Double {
        let time = try await DriverBenchmark.seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<clients {
                    group.addTask {
                        for _ in 0..<(count / clients) { _ = try await session.currentUser() }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(count) / time
    }
}
