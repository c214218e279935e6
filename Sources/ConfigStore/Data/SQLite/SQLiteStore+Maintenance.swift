import NIOPosix

extension SQLiteStore {
    package func maintenance() async throws -> MaintenanceWish { board.wish }

    package func wantMaintenance(_ isWanted: Bool) async throws {
        try await NIOThreadPool.singleton.runIfActive { [board] in try board.want(isWanted) }
    }

    package func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        try await board.wish(otherThan: known)
    }

    package func report(_ report: InstanceReport) async throws { board.report(report) }

    package func instances() async throws -> [InstanceReport] { board.reports }
}
