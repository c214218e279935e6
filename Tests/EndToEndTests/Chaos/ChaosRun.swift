import EtcdServing
import Foundation
import ServiceTesting
import Testing

/// Three configstores over one etcd, with clients that don't stop, while something goes wrong.
struct ChaosRun {
    let server: EtcdServer
    let instances: [ChaosInstance]
    let workload: ChaosWorkload
    let directory: String
    var random: SeededGenerator

    /// What a scenario needs besides.
    struct Needs {
        var members = 1
        /// What etcd is told.
        var etcd: [String] = []
        /// Whether each instance has a network of its own.
        var networks = false
        /// What an instance is told, given its number and data folder. The folder is there already.
        var environment: (Int, String) async throws -> [String: String] = { _, _ in [:] }
    }

    private static let environment = ProcessInfo.processInfo.environment
    /// How long faults take, compared with what the scenarios say.
    private static let scale = environment["SALLYPORT_CHAOS_SCALE"].flatMap(Double.init) ?? 0.1

    /// Runs a scenario, and holds what the clients saw against what must be.
    static func hold(_ needs: Needs = Needs(), _ faults: (inout ChaosRun) async throws -> Void) async throws {
        let given = environment["SALLYPORT_CHAOS_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0..<1 << 48)
        let name = Test.current?.name ?? ""
        print("SALLYPORT_CHAOS_SEED=\(seed) \(name)")
        try await DurabilityTests.withDirectory { directory in
            try await EtcdServer.with(members: needs.members, options: needs.etcd) { server in
                let instances = try await Self.instances(needs, server, directory)
                do {
                    for instance in instances { try await instance.start() }
                    let workload = try ChaosWorkload(seed: seed, urls: instances.map(\.url))
                    try await workload.begin()
                    var run = ChaosRun(
                        server: server, instances: instances, workload: workload, directory: directory,
                        random: SeededGenerator(seed: seed))
                    try await run.go(faults)
                    let problems = workload.history.problems
                    let text = problems.prefix(5).joined(separator: "; ")
                    #expect(problems.isEmpty, "\(text) (SALLYPORT_CHAOS_SEED=\(seed))")
                    for instance in instances { #expect(await instance.stop() == 0) }
                } catch {
                    await Self.end(instances)
                    throw ChaosFailure(description: "\(error) (SALLYPORT_CHAOS_SEED=\(seed))")
                }
                await Self.end(instances)
            }
        }
    }

    private static func instances(
        _ needs: Needs, _ server: EtcdServer, _ directory: String
    ) async throws -> [ChaosInstance] {
        var instances: [ChaosInstance] = []
        for number in 0..<3 {
            let folder = "\(directory)/\(number)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let environment = try await needs.environment(number, folder)
            instances.append(
                ChaosInstance(
                    number: number, directory: folder,
                    line: try await ChaosLine(to: server, isSeparate: needs.networks),
                    environment: environment.merging(["SALLYPORT_KEYRING_FILE": directory + "/keyring.json"]) { $1 }))
        }
        return instances
    }

    private static func end(_ instances: [ChaosInstance]) async {
        for instance in instances {
            await instance.kill()
            await instance.line.remove()
        }
    }

    /// The clients work while the faults are there and for a while afterwards; then everything is looked at.
    private mutating func go(_ faults: (inout ChaosRun) async throws -> Void) async throws {
        async let clients: Void = workload.run()
        do {
            try await workload.acknowledges(30)
            try await faults(&self)
            try await workload.acknowledges(30)
        } catch {
            workload.stop()
            await clients
            throw error
        }
        workload.stop()
        await clients
        for instance in instances { try await workload.look(at: instance.number) }
    }

    /// Lets etcd do for a while what nobody hears of.
    func holdAnswers() async throws {
        for instance in instances { instance.line.holdAnswers() }
        try await last(3)
    }

    /// Ends the connections to etcd on which answers were held.
    func loseAnswers() {
        for instance in instances { instance.line.loseAnswers() }
    }

    mutating func anyInstance() -> ChaosInstance { instances[Int.random(in: 0..<instances.count, using: &random)] }

    /// Lets a fault last: in CI a tenth of what it is about.
    func last(_ seconds: Double) async throws { try await Task.sleep(for: .seconds(seconds * Self.scale)) }
}
