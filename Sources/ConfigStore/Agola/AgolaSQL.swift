import SQLiteAccess

/// What is asked of the scratch database in which an export of Agola's is put together, besides the store's own statements.
enum AgolaSQL: Int, SQLStatement {
    case insertDraft, draft, draftByID, drafts, settle, updateRecord, deleteRecord, claimHolder
    case crowded, ownersWithoutRoot, organizationsWithoutOwner, waiting

    /// Behind the store's statements, which the same connection prepares.
    var number: Int { SQL.allCases.count + rawValue }

    /// Each object until it is settled: whether it comes along (1) or not (2), and for what is in the tree, whose it is and
    /// how deep.
    static let table = """
        CREATE TABLE draft (
            kind TEXT NOT NULL, id TEXT NOT NULL, place TEXT NOT NULL, parent_kind TEXT NOT NULL, parent_id TEXT NOT NULL,
            state INTEGER NOT NULL DEFAULT 0, owner_kind TEXT NOT NULL DEFAULT '', owner_id TEXT NOT NULL DEFAULT '',
            depth INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, id)) WITHOUT ROWID;
        CREATE UNIQUE INDEX draft_id ON draft (id);
        """

    private static let columns = "d.id, d.place, d.parent_kind, d.parent_id, d.state, d.owner_kind, d.owner_id, d.depth"

    var text: String {
        switch self {
        case .insertDraft: "INSERT INTO draft (kind, id, place, parent_kind, parent_id) VALUES (?, ?, ?, ?, ?)"
        case .draft: "SELECT \(Self.columns), '' FROM draft d WHERE d.kind = ? AND d.id = ?"
        case .draftByID: "SELECT kind, place FROM draft WHERE id = ?"
        case .drafts:
            """
            SELECT \(Self.columns), r.body FROM draft d CROSS JOIN record r ON r.kind = d.kind AND r.id = d.id
            WHERE d.kind = ? AND d.id > ? ORDER BY d.id LIMIT ?
            """
        case .settle: "UPDATE draft SET state = ?, owner_kind = ?, owner_id = ?, depth = ? WHERE kind = ? AND id = ?"
        case .updateRecord: "UPDATE record SET body = ? WHERE kind = ? AND id = ?"
        case .deleteRecord: "DELETE FROM record WHERE kind = ? AND id = ?"
        case .claimHolder: "SELECT kind, id FROM claim WHERE space = ? AND key = ?"
        case .crowded:
            """
            SELECT parent_id, count(*) FROM draft WHERE kind = ? AND state = 1 GROUP BY parent_id HAVING count(*) > ?
            LIMIT 1
            """
        case .ownersWithoutRoot:
            """
            SELECT d.kind, d.id FROM draft d WHERE d.kind = ? AND d.id > ? AND d.state = 1
            AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.space = 'projectgroup.path' AND c.key = d.id || '/')
            ORDER BY d.id LIMIT ?
            """
        case .organizationsWithoutOwner:
            """
            SELECT d.place FROM draft d WHERE d.kind = 'org' AND d.state = 1 AND NOT EXISTS (
                SELECT 1 FROM claim c
                WHERE c.space = 'orgmember.owner' AND c.key > d.id || '/' AND c.key < d.id || '0')
            """
        case .waiting: "SELECT 1 FROM draft WHERE kind = ? AND state = 0 LIMIT 1"
        }
    }
}
