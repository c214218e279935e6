import SQLiteAccess

/// Every statement of the outbox.
enum OutboxSQL: Int, CaseIterable, SQLStatement {
    // Transactions.
    case begin, beginWriting, commit
    // What is known of the files.
    case pageCount, freePageCount
    // Taking deliveries in.
    case knownByForgeID, knownByDigest, insertDelivery, insertDispatch, lastSequence
    // Room for their content.
    case free, firstFree, freeBefore, freeAt, removeFree, insertFree
    // Sending them.
    case waitingHeads, head, queued, insertAttempt, removeAttempts, setState, setDispatch, queueAgain
    // Looking at them.
    case page, received, delivery, exists, place, content, sinks, attempts, depths
    // Removing them.
    case finished, removeDelivery, removeContent, removeDispatches, removeAllAttempts, waitingSinks, lateOf

    var text: String {
        switch self {
        case .begin: "BEGIN"
        case .beginWriting: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .pageCount: "PRAGMA page_count"
        case .freePageCount: "PRAGMA freelist_count"
        case .knownByForgeID: "SELECT id, verdict FROM delivery WHERE project = ? AND source = ? AND forge_id = ?"
        case .knownByDigest: "SELECT id, verdict FROM delivery WHERE digest = ? AND project = ?"
        case .insertDelivery: "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        case .free: "SELECT start, blocks FROM free ORDER BY start"
        case .firstFree: "SELECT start, blocks FROM free WHERE start >= 0 ORDER BY start LIMIT 1"
        case .freeBefore: "SELECT start, blocks FROM free WHERE start < ? ORDER BY start DESC LIMIT 1"
        case .freeAt: "SELECT blocks FROM free WHERE start = ?"
        case .removeFree: "DELETE FROM free WHERE start = ?"
        case .insertFree: "INSERT INTO free VALUES (?, ?)"
        case .insertDispatch: "INSERT INTO dispatch VALUES (?, ?, ?, 0, 0, ?)"
        case .lastSequence: "SELECT max(seq) FROM delivery"
        case .waitingHeads:
            """
            SELECT w.seq, d.event_size FROM dispatch w CROSS JOIN delivery d ON d.seq = w.seq
            WHERE w.sink = ? AND w.project = ? AND w.state = 0 ORDER BY w.seq LIMIT ?
            """
        case .head:
            "SELECT since FROM dispatch WHERE sink = ? AND project = ? AND state = 0 ORDER BY seq LIMIT 1"
        case .queued:
            """
            SELECT d.id, d.path, d.source, d.received, d.recovered, w.attempts, w.since
            FROM dispatch w CROSS JOIN delivery d ON d.seq = w.seq
            WHERE w.seq = ? AND w.sink = ?
            """
        case .insertAttempt: "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?)"
        case .removeAttempts: "DELETE FROM attempt WHERE seq = ? AND sink = ? AND number <= ?"
        case .setDispatch: "UPDATE dispatch SET state = ?, attempts = ? WHERE seq = ? AND sink = ?"
        case .queueAgain: "INSERT OR REPLACE INTO dispatch VALUES (?, ?, ?, 0, ?, ?)"
        case .setState:
            """
            UPDATE delivery SET state = (
                SELECT iif(min(state) IS NULL, 3, iif(min(state) = 0, 0, max(state))) FROM dispatch WHERE seq = ?1)
            WHERE seq = ?1
            """
        case .page: "\(Self.deliveries) WHERE project = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
        case .received: "SELECT 1 FROM delivery WHERE project = ? AND recovered = 0 LIMIT 1"
        case .delivery: "\(Self.deliveries) WHERE id = ?"
        case .exists: "SELECT 1 FROM delivery WHERE seq = ?"
        case .place: "SELECT extents, event_size, header_size, body_size FROM delivery WHERE seq = ?"
        case .content: "SELECT event, headers, substr(body, 1, ?) FROM content WHERE seq = ?"
        case .sinks: "SELECT sink, state, attempts FROM dispatch WHERE seq = ? ORDER BY sink"
        case .attempts:
            "SELECT time, duration, status, failure FROM attempt WHERE seq = ? AND sink = ? ORDER BY number"
        case .depths: "SELECT sink, project, count(*), min(since) FROM dispatch WHERE state = 0 GROUP BY sink, project"
        case .finished:
            "SELECT seq, received, body_size + event_size FROM delivery WHERE state = ? ORDER BY received LIMIT ?"
        case .removeDelivery: "DELETE FROM delivery WHERE seq = ?"
        case .removeContent: "DELETE FROM content WHERE seq = ?"
        case .removeDispatches: "DELETE FROM dispatch WHERE seq = ?"
        case .removeAllAttempts: "DELETE FROM attempt WHERE seq = ?"
        case .waitingSinks: "SELECT DISTINCT sink FROM dispatch WHERE state = 0"
        case .lateOf: "SELECT seq, attempts FROM dispatch WHERE sink = ? AND state = 0 AND since < ? LIMIT ?"
        }
    }

    private static let deliveries = """
        SELECT seq, id, project, path, source, forge_id, received, verdict, reason, kind, state, recovered, body_size
        FROM delivery
        """
}
