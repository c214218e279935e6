import EtcdServing
import Foundation
import ServiceTesting
import Testing

/// `SALLYPORT_CHAOS_SEED` gives the faults and requests of a run again, `SALLYPORT_CHAOS_SCALE=1` lets faults last as long as
/// they say. `SALLYPORT_CHAOS_OTHER` names the executable of another version.
@Suite("Clients of three configstores over one etcd", .serviceLogs, .timeLimit(.minutes(20)))
struct ChaosTests {
    @Test("lose nothing and see nothing stale while instances are killed")
    func instancesKilled() async throws {
        try await ChaosRun.hold { run in
            for _ in 0..<3 {
                let instance = run.anyInstance()
                await instance.kill()
                try await run.workload.acknowledges(20)
                try await instance.start()
            }
        }
    }

    @Test("lose nothing and see nothing stale while instances are paused and go on")
    func instancesPaused() async throws {
        try await ChaosRun.hold { run in
            for seconds in [20.0, 60] {
                let instance = run.anyInstance()
                instance.pause()
                // It is behind when it goes on, with requests that have waited for it.
                try await run.workload.acknowledges(20)
                try await run.last(seconds)
                instance.resume()
                try await run.workload.acknowledges(20)
            }
        }
    }

    @Test("lose nothing and see nothing stale while the member that leads etcd is killed, and its answers are lost")
    func leaderKilled() async throws {
        try await ChaosRun.hold(.init(members: 3)) { run in
            for _ in 0..<2 {
                for _ in 0..<5 {
                    try await run.holdAnswers()
                    run.loseAnswers()
                    try await run.workload.acknowledges(5)
                }
                let leader = try await run.server.leader()
                try await run.holdAnswers()
                await run.server.kill(leader)
                run.loseAnswers()
                try await run.workload.acknowledges(20)
                try await run.server.start()
            }
        }
    }

    @Test("lose nothing and see nothing stale while an instance is cut off from etcd")
    func cutOff() async throws {
        try await ChaosRun.hold(.init(networks: true)) { run in
            for seconds in [30.0, 170] {
                let instance = run.anyInstance()
                await instance.line.cut()
                try await run.workload.acknowledges(20)
                try await run.last(seconds)
                await instance.line.heal()
                try await run.workload.acknowledges(20)
            }
        }
    }

    @Test("lose nothing and see nothing stale while etcd has no quorum")
    func quorumLost() async throws {
        try await ChaosRun.hold(.init(members: 3)) { run in
            for _ in 0..<2 {
                for member in (0..<3).shuffled(using: &run.random).prefix(2) { await run.server.kill(member) }
                try await run.last(30)
                try await run.server.start()
                try await run.workload.acknowledges(20)
            }
        }
    }

    @Test("lose nothing and see nothing stale when etcd loses all that it has, once and again")
    func everythingLost() async throws {
        try await ChaosRun.hold { run in
            try await run.server.loseEverything()
            try await run.workload.acknowledges(20)
            let instance = run.anyInstance()
            await instance.kill()
            try await run.workload.acknowledges(20)
            try await run.server.loseEverything()
            try await instance.start()
        }
    }

    @Test("lose nothing and see nothing stale while instances become another version one after the other, and go back")
    func versionsReplaced() async throws {
        let other = ProcessInfo.processInfo.environment["SALLYPORT_CHAOS_OTHER"].map { URL(filePath: $0) }
        try await ChaosRun.hold { run in
            for version in [other ?? SallyportProcess.executable, SallyportProcess.executable] {
                for instance in run.instances {
                    #expect(await instance.stop() == 0)
                    instance.become(version)
                    try await instance.start()
                    try await run.workload.acknowledges(20)
                }
            }
        }
    }

    @Test("lose nothing and see nothing stale while etcd has no space left")
    func etcdFull() async throws {
        try await ChaosRun.hold(.init(etcd: ["--quota-backend-bytes", "8000000"])) { run in
            let (server, value) = (run.server, String(repeating: "x", count: 100_000))
            var number = 0
            while try await !server.control("alarm", "list").contains("NOSPACE") {
                number += 1
                _ = try? await server.control("put", "elsewhere/\(number)", value)
            }
            try await run.last(30)
            // Whoever looks after etcd makes room; nobody has to look after the configstores.
            try await server.control("del", "--prefix", "elsewhere/")
            try await server.compact()
            try await server.control("defrag")
            try await server.control("alarm", "disarm")
        }
    }
}
