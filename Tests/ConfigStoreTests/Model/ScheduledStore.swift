@testable import ConfigStore

/// A store whose every read and commit waits for its turn.
struct ScheduledStore: StoreWrapper {
    let base: any DataStore
    let scheduler: StepScheduler

    var wrapped: any DataStore { base }

    func read<Value: Sendable>(_ body: @Sendable @escaping (any Snapshot) throws -> Value) async throws -> Value {
        await scheduler.step()
        return try await base.read(body)
    }

    func commit(_ transaction: Transaction) async throws -> Int {
        await scheduler.step()
        return try await base.commit(transaction)
    }

    func record(holding claim: Claim) async throws -> Record? {
        await scheduler.step()
        return try await base.record(holding: claim)
    }

    func record(_ key: RecordKey) async throws -> Record? {
        await scheduler.step()
        return try await base.record(key)
    }

    func close() async { await base.close() }
}
