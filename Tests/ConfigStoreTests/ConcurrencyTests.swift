import EtcdServing
import EtcdStore
import Foundation
import ServiceTesting
import Testing

@testable import ConfigStore

/// Many clients, few names: whatever they do to each other, there is an order in which one after the other would have
/// seen the same. `SALLYPORT_MODEL_SEED` starts elsewhere, `SALLYPORT_MODEL_ROUNDS` runs more seeds.
@Suite("Everything that concurrent clients see", .serviceLogs)
struct ConcurrencyTests {
    static let sqlite = StoreUnderTest(name: "SQLite") { directory, _, _ in [try SQLiteStore(directory: directory)] }
    static let memory = StoreUnderTest(name: "a store in memory") { _, _, _ in [MemoryStore()] }
    /// Two configstores over the same data: what one remembers must not hide what the other one changed.
    static let pair = StoreUnderTest(name: "two instances over a store in memory") { _, _, _ in
        let store = MemoryStore()
        return [store, store]
    }

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap(Int.init) }
    private static let firstSeed = number("SALLYPORT_MODEL_SEED") ?? 1

    private static func seeds(_ count: Int) -> Range<Int> {
        firstSeed..<(firstSeed + (number("SALLYPORT_MODEL_ROUNDS") ?? count))
    }

    /// Runs a plan for each seed; the first one that can't be explained is made shorter and told.
    private static func hold(
        _ store: StoreUnderTest, seeds: Range<Int>, minChanges: Double, maxGivenUp: Double,
        _ plan: (UInt64) -> ModelPlan
    ) async throws {
        let check = ModelCheck(store: store)
        var (operations, changes, givenUp) = (0, 0, 0)
        for seed in seeds {
            let report = try await check.run(plan(UInt64(seed)))
            if let failure = report.failure {
                let shortest = try await PlanShrinker(check: check).shrink(failure)
                Issue.record(Comment(rawValue: shortest.text(store)))
                return
            }
            operations += report.operations
            changes += report.changes
            givenUp += report.givenUp
        }
        // A run in which nothing happens would prove nothing.
        #expect(Double(changes) >= Double(operations) * minChanges, "\(changes) of \(operations) changed something")
        #expect(Double(givenUp) <= Double(operations) * maxGivenUp, "\(givenUp) of \(operations) were sent away")
    }

    @Test("is explained by an order, for every interleaving that a seed makes", arguments: [memory, pair, sqlite])
    func scheduled(store: StoreUnderTest) async throws {
        let seeds = Self.seeds(store.name == "SQLite" ? 8 : 20)
        try await Self.hold(store, seeds: seeds, minChanges: 0.2, maxGivenUp: 0.02) { seed in
            ModelPlan(seed: seed, clients: 8, steps: 12, isScheduled: true)
        }
    }

    /// Three instances with a copy of their own each.
    private static func etcd(_ server: EtcdServer) -> StoreUnderTest {
        StoreUnderTest(name: "three instances over one etcd") { directory, _, _ in
            let namespace = UUID().uuidString + "/"
            var stores: [EtcdStore] = []
            for number in 0..<3 {
                stores.append(
                    try await EtcdStore.open(
                        server.settings, directory: "\(directory)/etcd\(number)", namespace: namespace,
                        logger: TestLog.current.logger(service: "etcdstore")))
            }
            return stores
        }
    }

    @Test("is explained by an order through three instances over one etcd", arguments: [true, false])
    func etcd(isScheduled: Bool) async throws {
        try await EtcdServer.with { server in
            try await Self.hold(
                Self.etcd(server), seeds: Self.seeds(isScheduled ? 4 : 2), minChanges: 0.05, maxGivenUp: 0.2
            ) { seed in
                ModelPlan(
                    seed: seed, clients: isScheduled ? 8 : 24, steps: isScheduled ? 12 : 6, isScheduled: isScheduled)
            }
        }
    }

    @Test("is explained by an order when hundreds run as fast as they can", arguments: [(1, 200), (24, 12)])
    func free(worlds: Int, clients: Int) async throws {
        try await Self.hold(Self.sqlite, seeds: Self.seeds(1), minChanges: 0.05, maxGivenUp: 0.2) { seed in
            ModelPlan(seed: seed, worlds: worlds, clients: clients, steps: 6, isScheduled: false)
        }
    }
}
