import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with the audit log: reading it, and forgetting what is old.
struct Audit: Sendable {
    let environment: ActionEnvironment
    static let list = "audit"
    /// How many entries are looked at for one page, when a filter leaves most of them out.
    private static let maxWalk = 1_000
    /// So many records go in one transaction at most, and none more once so many claims went with them.
    private static let (pruneBatch, pruneClaims) = (100, 1_000)

    /// Entries, and where the walk is while there is more.
    struct Page: Sendable {
        var entries: [AuditEntry]
        var last: String?
    }

    /// One page, newest first unless the page says otherwise.
    func list(_ filter: AuditFilter, _ page: PageRequest) async throws -> Page {
        try await environment.database.do { transaction in
            let list = Self.list(for: filter)
            var found: [AuditEntry] = []
            var (position, walked) = (page.after.map(AuditLines.Position.init), 0)
            while walked < Self.maxWalk {
                let limit = min(Self.maxWalk - walked, page.limit + 1)
                let after = position?.bound(isAscending: page.ascending)
                let part = try transaction.claims(list.range(after: after, limit: limit, ascending: page.ascending))
                for claimed in part {
                    let lines = try AuditLines(claimed.record)
                    for (entry, next) in lines.after(position, isAscending: page.ascending) {
                        if Self.matches(entry, lines.holders, filter) {
                            if found.count == page.limit { return Page(entries: found, last: position?.text) }
                            found.append(entry)
                        }
                        position = next
                        walked += 1
                    }
                }
                if part.count < limit { return Page(entries: found, last: nil) }
            }
            return Page(entries: found, last: position?.text)
        }
    }

    /// Who is meant: a user by name or id, or one of those who are no user.
    func actorKey(_ ref: String) async throws -> String {
        if AuditActor.Kind(rawValue: ref).map({ $0 != .user }) ?? false { return ref }
        if UUIDGrammar.isCanonical(ref) { return ref.lowercased() }
        return try await environment.database.do { try $0.user(ref).id }
    }

    /// Forgets what is older than the given number of days, a bounded number at a time.
    ///
    /// - Returns: How many entries were removed.
    @discardableResult
    func prune(olderThanDays days: Int) async throws -> Int {
        let limit = IdentifierGenerator.first(at: environment.now().addingTimeInterval(-86_400 * Double(days)))
        var removed = 0
        while true {
            let (count, isDone) = try await environment.database.do { transaction in
                let range = AuditList.all.range(after: nil, limit: Self.pruneBatch, ascending: true)
                let old = try transaction.claims(range).map(\.record).prefix { $0.id < limit }
                var (entries, claims) = (0, 0)
                for record in old {
                    if claims > Self.pruneClaims { return (entries, false) }
                    let lines = try AuditLines(record)
                    for claim in lines.claims { transaction.release(claim) }
                    transaction.delete(record)
                    entries += lines.entries.count
                    claims += lines.claims.count
                }
                return (entries, old.count < Self.pruneBatch)
            }
            removed += count
            if isDone { return removed }
        }
    }

    /// The list with the fewest entries that has all that are wanted.
    private static func list(for filter: AuditFilter) -> AuditList {
        if let object = filter.object { return .object(object) }
        if let holder = filter.holder { return .holder(holder) }
        if let actor = filter.actor { return .actor(actor) }
        if let kind = filter.kind { return .kind(kind) }
        return .all
    }

    private static func matches(_ entry: AuditEntry, _ holders: [String], _ filter: AuditFilter) -> Bool {
        (filter.object.map { $0 == entry.objectID } ?? true)
            && (filter.holder.map { $0 == entry.objectID || holders.contains($0) } ?? true)
            && (filter.actor.map { $0 == entry.actor.key } ?? true)
            && (filter.kind.map { $0 == entry.kind } ?? true)
    }
}
