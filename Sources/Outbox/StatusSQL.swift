import SQLiteAccess

/// Everything that the queue of commit statuses asks its database.
enum StatusSQL: Int, SQLStatement, CaseIterable {
    case begin, commit, rollback
    case insert, replace, sent, failed, retry, trim, prune
    case count, sources, due, find, page, pageBackwards
    case follow, followed, reported, unfollow, followedCount

    private static let columns = """
        id, project, source, sha, context, state, description, target, ref, created, outcome, attempts, error, next, \
        finished
        """

    var text: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .insert: "INSERT INTO status (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        case .replace:
            """
            UPDATE status SET outcome = 'replaced', finished = ?
            WHERE project = ? AND sha = ? AND context = ? AND outcome = 'waiting'
            """
        // What has reached the forge was sent, even when a newer one has come meanwhile.
        case .sent:
            "UPDATE status SET outcome = 'sent', error = '', attempts = attempts + 1, finished = ? WHERE id = ?"
        case .failed:
            """
            UPDATE status SET outcome = 'failed', error = ?, attempts = attempts + 1, finished = ?
            WHERE id = ? AND outcome = 'waiting'
            """
        case .retry:
            "UPDATE status SET error = ?, attempts = attempts + ?, next = ? WHERE id = ? AND outcome = 'waiting'"
        case .trim:
            """
            DELETE FROM status WHERE outcome <> 'waiting' AND project = ? AND id < (
                SELECT id FROM status WHERE project = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
            """
        case .prune: "DELETE FROM status WHERE outcome <> 'waiting' AND finished < ?"
        // Ids are in the order of time.
        case .count: "SELECT count(*), min(id) FROM status WHERE outcome = 'waiting'"
        case .sources: "SELECT DISTINCT source FROM status WHERE outcome = 'waiting' AND next <= ?"
        case .due:
            """
            SELECT \(Self.columns) FROM status WHERE outcome = 'waiting' AND source = ? AND next <= ?
            ORDER BY next, id LIMIT ?
            """
        case .find: "SELECT \(Self.columns) FROM status WHERE id = ?"
        case .page:
            "SELECT \(Self.columns) FROM status WHERE project = ? AND id > ? ORDER BY id LIMIT ?"
        case .pageBackwards:
            "SELECT \(Self.columns) FROM status WHERE project = ? AND id < ? ORDER BY id DESC LIMIT ?"
        case .follow:
            "INSERT OR IGNORE INTO run (id, project, reported, created, next) VALUES (?, ?, ?, ?, ?)"
        case .followed:
            "SELECT id, project, reported, created, next FROM run WHERE next <= ? ORDER BY next, id LIMIT ?"
        case .reported: "UPDATE run SET reported = ?, next = ? WHERE id = ?"
        case .followedCount: "SELECT count(*) FROM run"
        case .unfollow: "DELETE FROM run WHERE id = ?"
        }
    }
}

extension SQLiteSchema {
    /// The tables of commit statuses, and of the runs that they come from.
    static let statuses = SQLiteSchema(steps: [
        """
        CREATE TABLE status (
            id TEXT NOT NULL PRIMARY KEY, project TEXT NOT NULL, source TEXT NOT NULL, sha TEXT NOT NULL,
            context TEXT NOT NULL, state TEXT NOT NULL, description TEXT NOT NULL, target TEXT NOT NULL,
            ref TEXT NOT NULL, created INTEGER NOT NULL, outcome TEXT NOT NULL, attempts INTEGER NOT NULL,
            error TEXT NOT NULL, next INTEGER NOT NULL, finished INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX status_project ON status (project, id);
        CREATE INDEX status_due ON status (source, next) WHERE outcome = 'waiting';
        CREATE UNIQUE INDEX status_key ON status (project, sha, context) WHERE outcome = 'waiting';
        CREATE INDEX status_finished ON status (finished) WHERE outcome <> 'waiting';
        CREATE TABLE run (
            id TEXT NOT NULL PRIMARY KEY, project TEXT NOT NULL, reported TEXT NOT NULL, created INTEGER NOT NULL,
            next INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX run_next ON run (next);
        """
    ])
}
