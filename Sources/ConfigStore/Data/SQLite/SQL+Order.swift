/// The statements about the order of commits, and those that go through everything.
extension SQL {
    var orderText: String {
        switch self {
        case .storeRevision: "SELECT value FROM property WHERE name = 'revision'"
        case .setStoreRevision:
            """
            INSERT INTO property (name, value) VALUES ('revision', ?) ON CONFLICT DO UPDATE SET value = excluded.value
            """
        case .keepCommit: "INSERT INTO kept_commit (revision, time, changes) VALUES (?, ?, ?)"
        case .keptCommits:
            "SELECT revision, time, changes FROM kept_commit WHERE revision > ? ORDER BY revision LIMIT ?"
        case .oldestKeptCommits: "SELECT revision, length(changes) FROM kept_commit ORDER BY revision"
        case .dropKeptCommits: "DELETE FROM kept_commit WHERE revision <= ?"
        case .newestKeptCommit: "SELECT revision FROM kept_commit ORDER BY revision DESC LIMIT 1"
        case .keptBytes: "SELECT sum(length(changes)) FROM kept_commit"
        case .allRecords:
            "SELECT kind, id, revision, body FROM record WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?"
        case .allClaims:
            "SELECT space, key, kind, id FROM claim WHERE (space, key) > (?, ?) ORDER BY space, key LIMIT ?"
        case .allReferences:
            """
            SELECT to_kind, to_id, from_kind, from_id FROM reference
            WHERE (to_kind, to_id, from_kind, from_id) > (?, ?, ?, ?)
            ORDER BY to_kind, to_id, from_kind, from_id LIMIT ?
            """
        case .putWholeRecord: "INSERT OR REPLACE INTO record (kind, id, revision, body) VALUES (?, ?, ?, ?)"
        case .lostClaims:
            """
            SELECT c.kind, c.id FROM claim c
            WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.kind = c.kind AND r.id = c.id) LIMIT 1
            """
        case .lostReferences:
            """
            SELECT e.kind, e.id FROM (
                SELECT to_kind AS kind, to_id AS id FROM reference
                UNION ALL SELECT from_kind, from_id FROM reference) e
            WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.kind = e.kind AND r.id = e.id) LIMIT 1
            """
        case .counts:
            "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM claim), (SELECT count(*) FROM reference)"
        // Every other statement is in `text`, which asks here for these only.
        default: ""
        }
    }
}
