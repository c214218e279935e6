import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What projects that are gone left at their forges: written in the transaction that removes a project, so that none is
/// forgotten, and removed by whoever has cleaned up.
struct ForgeCleanups: Sendable {
    let environment: ActionEnvironment
    static let list = "forgecleanups"

    /// - Parameter id: The new record's.
    static func add(
        for project: Stored<ProjectRecord>, path: String, id: String, time: Date, in transaction: ActionTransaction
    ) throws {
        let connection = try project.value.connectionID.flatMap {
            try transaction.object(ConnectionRecord.self, id: $0)
        }
        let organization = connection?.value.organizationID
        guard let value = ForgeCleanupRecord(project, path: path, organization: organization, time: time) else {
            return
        }
        let cleanup = Stored(id: id, revision: 0, value: value)
        try transaction.put(cleanup)
        for claim in value.claims(id) { transaction.take(claim, for: cleanup.key) }
    }

    /// One page, by id, and where the next one starts.
    func list(_ page: PageRequest) async throws -> (items: [ForgeCleanup], next: String?) {
        try await environment.database.do { transaction in
            let found = try transaction.claims(
                ClaimRange(
                    ForgeCleanupRecord.listSpace, after: page.after, limit: page.limit + 1, ascending: page.ascending))
            let items = try found.prefix(page.limit).map { ForgeCleanup(try Stored($0.record)) }
            return (items, found.count > page.limit ? items.last?.id : nil)
        }
    }

    /// Those whose time has come, the longest waiting first.
    func due(limit: Int) async throws -> [ForgeCleanup] {
        let now = Expiry.seconds(environment.now())
        return try await environment.database.do { transaction in
            try transaction.claims(ClaimRange(ForgeCleanupRecord.lookSpace, limit: limit))
                .prefix { $0.key < now + "0" }.map { ForgeCleanup(try Stored($0.record)) }
        }
    }

    func update(_ id: String, _ request: UpdateForgeCleanupRequest) async throws -> ForgeCleanup {
        let now = environment.now()
        let wait = try ProjectSetUpRules.wait(request.lookAfterSeconds)
        return try await environment.database.do { transaction in
            let stored = try Self.find(id, in: transaction)
            guard stored.revision == request.ifRevision else {
                throw ServiceError(.conflict, code: "changedMeanwhile", "somebody else works on this")
            }
            var changed = stored
            changed.value.message = ProjectSetUpRules.shortened(request.message ?? stored.value.message)
            changed.value.attempts = max(0, request.attempts ?? stored.value.attempts)
            changed.value.isAbandoned = request.isAbandoned ?? stored.value.isAbandoned
            changed.value.lookTime = now.addingTimeInterval(wait)
            let (old, new) = (stored.value.claims(stored.id), changed.value.claims(stored.id))
            for claim in old where !new.contains(claim) { transaction.release(claim) }
            for claim in new where !old.contains(claim) { transaction.take(claim, for: stored.key) }
            try transaction.put(changed)
            return ForgeCleanup(changed.written)
        }
    }

    /// Removes one that is done, or that somebody dismisses.
    ///
    /// - Parameter isDismissed: Whether it may be left undone, which the audit log keeps.
    func delete(_ id: String, isDismissed: Bool) async throws {
        try await environment.database.do { transaction in
            let stored = try Self.find(id, in: transaction)
            for claim in stored.value.claims(stored.id) { transaction.release(claim) }
            try transaction.delete(stored)
            if isDismissed {
                try transaction.note(.delete, stored, ref: stored.value.projectPath, before: ForgeCleanup(stored))
            }
        }
    }

    private static func find(_ id: String, in transaction: ActionTransaction) throws -> Stored<ForgeCleanupRecord> {
        guard let stored = try transaction.object(ForgeCleanupRecord.self, id: id.lowercased()) else {
            throw ServiceError(.notFound, code: "forgeCleanupDoesNotExist", "there is no such cleanup")
        }
        return stored
    }
}
