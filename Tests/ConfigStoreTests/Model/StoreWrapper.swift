import ConfigStore

/// A store that passes on to another one what it has nothing to do with.
protocol StoreWrapper: DataStore {
    var wrapped: any DataStore { get }
}

extension StoreWrapper {
    var revision: Int { wrapped.revision }
    func wait(for revision: Int) async throws { try await wrapped.wait(for: revision) }
    func commits(after revision: Int, limit: Int) async throws -> CommitPage {
        try await wrapped.commits(after: revision, limit: limit)
    }
    func dropCommits(through revision: Int) async throws { try await wrapped.dropCommits(through: revision) }
    func export<Value: Sendable>(_ body: (any StoreExport) async throws -> Value) async throws -> Value {
        try await wrapped.export(body)
    }
    func beginGeneration() async throws -> any GenerationWriter { try await wrapped.beginGeneration() }
    func generations() async throws -> [Generation] { try await wrapped.generations() }
    func deleteGeneration(_ number: Int) async throws { try await wrapped.deleteGeneration(number) }
    func requireRoom(for bytes: Int) async throws { try await wrapped.requireRoom(for: bytes) }
    func maintenance() async throws -> MaintenanceWish { try await wrapped.maintenance() }
    func wantMaintenance(_ isWanted: Bool, leaseSeconds: Int?) async throws {
        try await wrapped.wantMaintenance(isWanted, leaseSeconds: leaseSeconds)
    }
    func endMaintenance(wantedBy wish: MaintenanceWish) async throws {
        try await wrapped.endMaintenance(wantedBy: wish)
    }
    func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        try await wrapped.maintenance(otherThan: known)
    }
    func report(_ report: InstanceReport) async throws { try await wrapped.report(report) }
    func instances() async throws -> [InstanceReport] { try await wrapped.instances() }
}
