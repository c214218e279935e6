import ConfigStoreClient
import Foundation
import ServiceTesting
import Synchronization

@testable import ConfigStore

/// One run of a plan: clients ask configstores on a store, and everything they see is written down.
struct ModelRun: Sendable {
    typealias Entry = HistoryEntry<ModelState>

    let plan: ModelPlan
    let worlds: [ModelWorld]
    private let scheduler: StepScheduler
    private let clock: HistoryClock
    private let clients: [ConfigStoreClient]
    private let entries = HistoryLog()

    struct Outcome: Sendable {
        /// In the order of their calls.
        var entries: [Entry]
        /// What is wrong with what is stored at the end.
        var problems: [String]
    }

    /// Runs a plan on a store of its own.
    static func run(_ plan: ModelPlan, on store: StoreUnderTest) async throws -> Outcome {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let scheduler = StepScheduler(seed: plan.seed, clients: plan.worlds * plan.clients)
        let clock = HistoryClock()
        // All clients tell each other what they have seen: then the instances' answers are in real time's order.
        let seen = SeenRevision()
        let stores = try await store.open(directory, scheduler, plan.seed)
        var configStores: [ConfigStore] = []
        for store in stores {
            let watched = WitnessedStore(base: store)
            let used: any DataStore = plan.isScheduled ? ScheduledStore(base: watched, scheduler: scheduler) : watched
            configStores.append(
                try await ConfigStore(
                    configuration: ConfigStoreConfiguration(
                        dataDirectory: directory, drivers: ConfigStoreFixture.drivers),
                    store: used, logger: TestLog.current.logger(service: "configstore")))
        }
        let run = ModelRun(
            plan: plan, worlds: (0..<plan.worlds).map(ModelWorld.init), scheduler: scheduler,
            clock: clock,
            clients: configStores.map { configStore in
                ConfigStoreClient(
                    baseURL: "http://configstore",
                    transport: SharedRevisionTransport(base: configStore.transport, seen: seen))
            })
        await run.begin()
        await run.act()
        await run.look()
        for configStore in configStores { try await configStore.removals.sweep() }
        try await stores[0].wait(for: stores.map(\.revision).max() ?? 0)
        let problems = try await StoreInvariants.problems(of: stores[0])
        for store in stores { await store.close() }
        return Outcome(entries: run.entries.all, problems: problems)
    }

    private func begin() async {
        for world in worlds {
            for (step, operation) in world.beginning.enumerated() {
                await perform(ModelPlan.Slot(world: world.number, client: -1, step: step)) { operation(world.known) }
            }
        }
    }

    private func act() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<(plan.worlds * plan.clients) {
                let world = worlds[number % plan.worlds]
                let client = number / plan.worlds
                group.addTask {
                    await StepScheduler.$client.withValue(number) {
                        for step in 0..<plan.steps {
                            if plan.isScheduled { await scheduler.begin(step) }
                            await perform(ModelPlan.Slot(world: world.number, client: client, step: step)) {
                                var generator = OperationGenerator(
                                    world: world, seed: plan.seed, client: client, step: step)
                                return generator.next()
                            }
                        }
                        scheduler.leave()
                    }
                }
            }
        }
    }

    /// Reads everything that is there at the end, through every instance.
    private func look() async {
        for world in worlds {
            for instance in clients.indices {
                var next = Self.everything(in: world)
                var step = 0
                while let operation = next.popLast() {
                    let slot = ModelPlan.Slot(world: world.number, client: plan.clients + instance, step: step)
                    let answer = await perform(slot, at: instance) { operation }
                    next += Self.below(operation, answer)
                    step += 1
                }
            }
        }
    }

    private static func everything(in world: ModelWorld) -> [ModelOperation] {
        world.users.flatMap { user -> [ModelOperation] in
            [.userDetails(user), .organizations(user: user), .group("user/\(user)")]
        } + world.sources.map { .source($0) }
            + world.organizations.flatMap { name -> [ModelOperation] in
                [.organization(name), .members(organization: name), .invitations(organization: name)]
                    + [.group("org/\(name)")]
            }
    }

    /// What to look at next.
    private static func below(_ operation: ModelOperation, _ answer: ModelAnswer?) -> [ModelOperation] {
        guard case .answered(_, let views) = answer else { return [] }
        switch operation {
        case .group, .subgroups:
            return views.flatMap { view -> [ModelOperation] in
                let path = view.fields[0]
                return [.subgroups(path), .projects(path)] + held(by: .projectGroup(path))
            }
        case .projects: return views.flatMap { held(by: .project($0.fields[0])) }
        case .secrets(let holder): return views.map { .secretData($0.fields[0], in: holder) }
        default: return []
        }
    }

    private static func held(by holder: ModelHolder) -> [ModelOperation] {
        [.secrets(in: holder), .variables(in: holder)]
    }

    @discardableResult
    private func perform(
        _ slot: ModelPlan.Slot, at instance: Int? = nil, _ operation: () -> ModelOperation
    ) async -> ModelAnswer? {
        if plan.leftOut.contains(slot) { return nil }
        let instance = instance ?? max(0, slot.client) % clients.count
        let operation = operation()
        let witness = StoreWitness()
        let called = clock.next()
        let answer = await StoreWitness.$current.withValue(witness) { await operation.send(to: clients[instance]) }
        let returned = clock.next()
        worlds[slot.world].known.note(operation, answer)
        entries.append(
            Entry(
                client: slot.client, step: slot.step, instance: instance, world: slot.world, operation: operation,
                answer: answer, called: called, returned: returned, commit: witness.commit))
        return answer
    }
}

private final class HistoryLog: Sendable {
    private let entries = Mutex<[ModelRun.Entry]>([])

    var all: [ModelRun.Entry] { entries.withLock { $0.sorted { $0.called < $1.called } } }

    func append(_ entry: ModelRun.Entry) {
        entries.withLock { $0.append(entry) }
    }
}
