@testable import ConfigStore

/// What a run does, all of it: the same plan makes the same operations, and in the same order when it is scheduled.
struct ModelPlan: Sendable, Hashable {
    /// One operation of the plan.
    struct Slot: Sendable, Hashable {
        var world: Int
        /// -1 for what is there at first.
        var client: Int
        var step: Int
    }

    var seed: UInt64
    var worlds = 1
    /// In each world.
    var clients: Int
    /// Of each client.
    var steps: Int
    /// Whether the seed decides who goes on when; otherwise everybody runs as fast as they can.
    var isScheduled: Bool
    /// Operations that are not done: how a failing run gets shorter.
    var leftOut: Set<Slot> = []

    var slots: [Slot] {
        (0..<worlds).flatMap { world in
            let beginning = ModelWorld(number: world).beginning.indices.map { Slot(world: world, client: -1, step: $0) }
            let others = (0..<clients).flatMap { client in
                (0..<steps).map { Slot(world: world, client: client, step: $0) }
            }
            return beginning + others
        }.filter { !leftOut.contains($0) }
    }

    var description: String {
        "seed \(seed): \(worlds) × \(clients) clients, \(steps) operations each, "
            + (isScheduled ? "scheduled by the seed" : "as fast as they can")
    }
}

/// A store, or a fault, that the model is held against.
struct StoreUnderTest: Sendable {
    let name: String
    /// Opens the store in a folder: one for each instance over the same data.
    let open: @Sendable (_ directory: String, StepScheduler, _ seed: UInt64) async throws -> [any DataStore]
}
