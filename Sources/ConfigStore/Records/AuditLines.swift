import ConfigStoreAPI

/// What one record of the audit log says: one entry, or all that were written together.
struct AuditLines {
    let id: String
    /// In the order of their ids.
    let entries: [AuditEntry]
    /// The ids of what held the objects.
    let holders: [String]
    /// The lists that it is in.
    let claims: [Claim]

    init(_ record: Record) throws {
        id = record.id
        if record.kind == RemovalAuditRecord.kind {
            let value = try Stored<RemovalAuditRecord>(record).value
            entries = value.lines.map(value.entry)
            holders = value.holders
            claims = value.claims(record.id)
        } else {
            let value = try Stored<AuditRecord>(record).value
            entries = [value.entry]
            holders = value.holders
            claims = value.claims
        }
    }

    /// How far somebody has come who walks a list.
    struct Position: Sendable {
        /// The record that was looked at last.
        let id: String
        /// Its entry that was looked at last, while there are more of it.
        let index: Int?

        init(id: String, index: Int? = nil) {
            self.id = id
            self.index = index
        }

        /// - Parameter text: What `text` was.
        init(_ text: String) {
            let parts = text.split(separator: "/")
            self.init(id: String(parts.first ?? ""), index: parts.count > 1 ? Int(parts[1]) : nil)
        }

        var text: String { index.map { "\(id)/\($0)" } ?? id }

        /// What the list's next keys come after; with the record itself while there are more entries of it.
        func bound(isAscending: Bool) -> String {
            if index == nil { return id }
            return isAscending ? String(id.dropLast()) : id + "/"
        }
    }

    /// The entries that come after a position, with the position of each.
    func after(_ position: Position?, isAscending: Bool) -> [(entry: AuditEntry, position: Position)] {
        let order = isAscending ? Array(entries.indices) : entries.indices.reversed()
        let last = order.last
        let seen = position.flatMap { $0.id == id ? $0.index : nil }.flatMap(order.firstIndex(of:))
        let left = order[(seen.map { $0 + 1 } ?? 0)...]
        return left.map { (entries[$0], Position(id: id, index: $0 == last ? nil : $0)) }
    }
}
