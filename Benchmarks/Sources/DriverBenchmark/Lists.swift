import ArgumentParser
import GiteaDriver
import RemoteSources

/// All pages of 10,000 repositories through a driver of each form.
struct Lists: AsyncParsableCommand {
    @Option var rounds = 5

    func run() async throws {
        let builtIn = try PagedForge.gitea()
        let declarative = try PagedForge.bitbucketServer()
        let outside = try PagedForge.pagure()
        let bitbucket = try ExampleDriver.declarative("bitbucket-server")
        try await ExampleDriver.withProcess("pagure") { pagure in
            var times: [[Double]] = [[], [], []]
            for _ in 0..<rounds {
                for (index, session) in [
                    builtIn.session(GiteaDriver()), declarative.session(bitbucket), outside.session(pagure),
                ].enumerated() {
                    times[index].append(
                        try await DriverBenchmark.seconds {
                            let list = try await session.allRepositories()
                            // Gitea's last page is the bound's last one too: that there is none behind it, nobody asks.
                            guard list.items.count == PagedForge.total else {
                                throw BenchmarkFailure("\(list.items.count) repositories")
                            }
                        })
                }
            }
            let names = ["built in: gitea, 50 a page", "declarative: bitbucket-server, 100", "process: pagure, 50"]
            for (name, times) in zip(names, times) {
                let median = DriverBenchmark.median(times)
                DriverBenchmark.report(
                    "10,000 repositories, \(name)", median * 1e3, "ms",
                    "\(Int(median * 1e6 / Double(PagedForge.total))) µs a repository; the forge answers at once")
            }
        }
    }
}
