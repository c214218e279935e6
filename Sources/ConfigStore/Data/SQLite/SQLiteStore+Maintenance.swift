import NIOPosix

extension SQLiteStore {
    package func maintenance() async throws -> MaintenanceWish { board.wish }

    package func wantMaintenance(_ isWanted: Bool, leaseSeconds: Int?) async throws {
        try await NIOThreadPool.singleton.runIfActive { [board] in
            try board.want(isWanted, leaseSeconds: leaseSeconds)
        }
    }

    package func endMaintenance(wantedBy wish: MaintenanceWish) async throws {
        try await NIOThreadPool.singleton.runIfActive { [board] in try board.end(wish) }
    }

    package func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        try await board.wish(otherThan: known)
    }

    package func report(_ report: InstanceReport) async throws { board.report(report) }

    package func instances() async throws -> [InstanceReport] { board.reports }
}
