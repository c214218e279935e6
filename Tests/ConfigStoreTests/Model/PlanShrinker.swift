/// Makes a failing plan shorter by running it without some of its operations: what its shortest history does not have,
/// whole clients, then ever smaller parts. A scheduled plan runs the same way every time; one that is not gets several
/// tries.
struct PlanShrinker: Sendable {
    let check: ModelCheck
    /// How many runs it takes at most.
    private static let (maxScheduledRuns, maxFreeRuns) = (80, 20)

    func shrink(_ failure: ModelCheck.Failure) async throws -> ModelCheck.Failure {
        var best = failure
        var runs = 0
        let maxRuns = failure.plan.isScheduled ? Self.maxScheduledRuns : Self.maxFreeRuns
        func without(_ slots: some Sequence<ModelPlan.Slot>) async throws -> Bool {
            var plan = best.plan
            plan.leftOut.formUnion(slots)
            for _ in 0..<(plan.isScheduled ? 1 : 3) where runs < maxRuns {
                runs += 1
                guard let shorter = try await check.run(plan).failure else { continue }
                best = shorter
                return true
            }
            return false
        }
        _ = try await without(best.plan.slots.filter { $0.world != failure.world })
        let needed = Set(best.shortened.history.map(\.slot))
        _ = try await without(best.plan.slots.filter { !needed.contains($0) })
        for client in 0..<failure.plan.clients {
            _ = try await without(best.plan.slots.filter { $0.client == client })
        }
        var size = max(1, best.plan.slots.count / 2)
        while runs < maxRuns {
            var hasShrunk = false
            var start = 0
            while start < best.plan.slots.count, runs < maxRuns {
                let slots = best.plan.slots
                if try await without(slots[start..<min(start + size, slots.count)]) {
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if size == 1, !hasShrunk { break }
            size = max(1, size / 2)
        }
        return best.shortened
    }
}
