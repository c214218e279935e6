@testable import ConfigStore

/// What a store in memory has of the rest: its revision, and nothing that outlives it.
extension MemoryStore {
    private static let nothingKept = StoreError.unavailable(
        "a store in memory keeps the newest states and nothing else")

    func wait(for revision: Int) async throws {
        if self.revision < revision { throw Self.nothingKept }
    }
    func commits(after revision: Int, limit: Int) async throws -> CommitPage {
        revision == self.revision ? .commits([]) : .compacted
    }
    func dropCommits(through revision: Int) async throws {}
    func export<Value: Sendable>(_ body: (any StoreExport) async throws -> Value) async throws -> Value {
        throw Self.nothingKept
    }
    func beginGeneration() async throws -> any GenerationWriter { throw Self.nothingKept }
    func generations() async throws -> [Generation] { [Generation(number: 1, isCurrent: true)] }
    func deleteGeneration(_ number: Int) async throws {}
    func requireRoom(for bytes: Int) async throws {}
    func maintenance() async throws -> MaintenanceWish { MaintenanceWish(isWanted: false) }
    func wantMaintenance(_ isWanted: Bool, leaseSeconds: Int?) async throws { throw Self.nothingKept }
    func endMaintenance(wantedBy wish: MaintenanceWish) async throws { throw Self.nothingKept }
    func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        try await Task.sleep(for: .seconds(86_400))
        throw StoreError.closed
    }
    func report(_ report: InstanceReport) async throws {}
    func instances() async throws -> [InstanceReport] { [] }
}
