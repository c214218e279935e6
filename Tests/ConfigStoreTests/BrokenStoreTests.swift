import ServiceTesting
import Testing

@testable import ConfigStore

/// A check that can't fail proves nothing: each of these stores has one fault, and each has to be found.
@Suite("A store with a fault", .serviceLogs)
struct BrokenStoreTests {
    private static let maxSeeds = 100

    private static func store(_ fault: StoreFault) -> StoreUnderTest {
        StoreUnderTest(name: "a store that \(fault.rawValue)") { _, scheduler, seed in
            [BrokenStore(fault, base: MemoryStore(), scheduler: scheduler, seed: seed)]
        }
    }

    private static func firstFailure(_ check: ModelCheck) async throws -> ModelCheck.Failure? {
        for seed in 1...Self.maxSeeds {
            let plan = ModelPlan(seed: UInt64(seed), clients: 8, steps: 12, isScheduled: true)
            if let failure = try await check.run(plan).failure { return failure }
        }
        return nil
    }

    @Test("is found", arguments: StoreFault.allCases)
    func found(fault: StoreFault) async throws {
        let failure = try await Self.firstFailure(ModelCheck(store: Self.store(fault)))
        #expect(failure != nil, "\(fault)")
    }

    @Test("is told with its seed and a short history, the same every time")
    func told() async throws {
        let store = Self.store(.stealsClaims)
        let check = ModelCheck(store: store)
        let failure = try #require(try await Self.firstFailure(check))
        let shortest = try await PlanShrinker(check: check).shrink(failure)
        #expect(shortest.history.count <= 10, "\(shortest.text(store))")
        #expect(shortest.text(store).contains("SALLYPORT_MODEL_SEED=\(failure.plan.seed)"))
        let again = try #require(try await check.run(shortest.plan).failure?.shortened)
        #expect(again.history.map(\.operation.name) == shortest.history.map(\.operation.name))
    }
}

extension ModelOperation {
    /// What is done, without ids, which differ from run to run.
    fileprivate var name: String { String("\(self)".prefix { $0 != "(" }) }
}
