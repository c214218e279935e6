import ConfigStoreAPI
import Foundation
import ServiceKit

/// The root groups of users and organizations: each has one from the transaction that makes it.
struct RootGroups: Sendable {
    let environment: ActionEnvironment
    private static let batch = 200
    /// Says that every user of a database that was made before there were root groups has one.
    static let doneKey = RecordKey("migration", "rootgroups")

    static func new(
        id: String, of owner: RecordKey, visibility: Visibility, at now: Date
    ) -> Stored<ProjectGroupRecord> {
        Stored(
            id: id, revision: 0,
            value: ProjectGroupRecord(
                name: "", parentID: owner.id, visibility: visibility, creationTime: now, updateTime: now))
    }

    /// Adds a root group to an owner that exists, or is made in the same transaction.
    static func add(
        _ root: Stored<ProjectGroupRecord>, of owner: RecordKey, in transaction: ActionTransaction
    ) throws {
        try transaction.put(root)
        transaction.take(ProjectGroupRecord.pathClaim(parent: owner.id, name: ""), for: root.key)
        transaction.take(ProjectGroupRecord.parentClaim(root.id), for: owner)
    }

    /// Gives a root group to every user who has none, before anything is served; done once for a database.
    ///
    /// A user made later has one from the start. Whoever else does this at the same time wants the same claims, so that
    /// nobody gets two.
    func addMissing() async throws {
        if try await environment.database.store.record(Self.doneKey) != nil { return }
        var last: String?
        while true {
            let after = last
            let range = ClaimRange("user.name", after: after, limit: Self.batch)
            let ids = (0..<Self.batch).map { _ in environment.identifiers.next() }
            let now = environment.now()
            last = try await environment.database.do { transaction in
                let users = try transaction.claims(range)
                let having = try transaction.claims(
                    ProjectGroupRecord.pathSpace, below: users.map(\.record.id), limit: Self.batch)
                let done = Set(having.map { String($0.key.dropLast()) })
                for (user, id) in zip(users, ids) where !done.contains(user.record.id) {
                    transaction.requireUnchanged(user.record.key, revision: user.record.revision)
                    let root = Self.new(id: id, of: user.record.key, visibility: .public, at: now)
                    try Self.add(root, of: user.record.key, in: transaction)
                }
                return users.last?.key
            }
            if last == nil { break }
        }
        try await environment.database.do { transaction in
            if try transaction.record(Self.doneKey) != nil { return }
            transaction.put(Record(kind: Self.doneKey.kind, id: Self.doneKey.id, body: Array("{}".utf8)))
        }
    }
}
