import SQLiteAccess

/// Every statement that the store prepares. Each runs on a primary key, whatever the size of the database.
enum SQL: Int, CaseIterable, SQLStatement {
    // Transactions.
    case begin, beginWriting, commit, savepoint, release, rollBackToSavepoint
    // Reads.
    case record, revision, recordByClaim, claimsAscendingFrom, claimsAscendingAfter, claimsDescending, referenceCount,
        exists
    case recordsOfKind
    case records, claimPath, claimChain, claimsBelow, claimCount, anyClaim, referenceCounts
    case claimsByKey, claimsOfLevels, nearestClaimsOfLevels, idsWithClaims, claimExists
    // Writes.
    case insertRecord, updateRecord, deleteRecord, takeClaim, releaseClaim, addReference, removeReference
    // The order of commits.
    case storeRevision, setStoreRevision
    case keepCommit, keptCommits, oldestKeptCommits, dropKeptCommits, newestKeptCommit, keptBytes
    // Everything.
    case allRecords, allClaims, allReferences, putWholeRecord, lostClaims, lostReferences, counts

    var text: String {
        switch self {
        case .begin: "BEGIN"
        case .beginWriting: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .savepoint: "SAVEPOINT single"
        case .release: "RELEASE single"
        case .rollBackToSavepoint: "ROLLBACK TO single"
        case .record: "SELECT revision, body FROM record WHERE kind = ? AND id = ?"
        case .revision: "SELECT revision FROM record WHERE kind = ? AND id = ?"
        case .recordByClaim:
            """
            SELECT r.kind, r.id, r.revision, r.body FROM claim c JOIN record r ON r.kind = c.kind AND r.id = c.id
            WHERE c.space = ? AND c.key = ?
            """
        case .claimsAscendingFrom:
            "\(Self.claims) WHERE c.space = ? AND c.key >= ? AND c.key < ? ORDER BY c.key LIMIT ?"
        case .claimsAscendingAfter:
            "\(Self.claims) WHERE c.space = ? AND c.key > ? AND c.key < ? ORDER BY c.key LIMIT ?"
        case .claimsDescending:
            "\(Self.claims) WHERE c.space = ? AND c.key >= ? AND c.key < ? ORDER BY c.key DESC LIMIT ?"
        case .referenceCount: "SELECT count(*) FROM reference WHERE to_kind = ? AND to_id = ?"
        case .recordsOfKind: "SELECT id, revision, body FROM record WHERE kind = ? AND id > ? ORDER BY id LIMIT ?"
        case .referenceCounts:
            "SELECT from_kind, count(*) FROM reference WHERE to_kind = ? AND to_id = ? GROUP BY from_kind"
        case .records:
            """
            SELECT r.kind, r.id, r.revision, r.body FROM json_each(?) k
            CROSS JOIN record r ON r.kind = k.value ->> 0 AND r.id = k.value ->> 1
            """
        case .claimPath:
            """
            WITH RECURSIVE step (place, kind, id) AS (
                SELECT 0, '', ?1
                UNION ALL
                SELECT step.place + 1, c.kind, c.id FROM step
                CROSS JOIN claim c ON c.space = ?2 AND c.key = step.id || '/' || (?3 ->> step.place)
                WHERE step.place < json_array_length(?3))
            \(Self.steps)
            """
        case .claimChain:
            """
            WITH RECURSIVE step (place, kind, id) AS (
                SELECT 0, '', ?1
                UNION ALL
                SELECT step.place + 1, c.kind, c.id FROM step CROSS JOIN claim c ON c.space = ?2 AND c.key = step.id
                WHERE step.place < ?3)
            \(Self.steps)
            """
        case .claimsBelow:
            // `0` is the character after the slash.
            """
            SELECT c.key, r.kind, r.id, r.revision, r.body FROM json_each(?) k
            CROSS JOIN claim c ON c.space = ? AND c.key >= k.value || '/' AND c.key < k.value || '0'
            CROSS JOIN record r ON r.kind = c.kind AND r.id = c.id LIMIT ?
            """
        case .claimsByKey:
            """
            SELECT c.key, r.kind, r.id, r.revision, r.body FROM json_each(?) k
            CROSS JOIN claim c ON c.space = ? AND c.key = k.value
            CROSS JOIN record r ON r.kind = c.kind AND r.id = c.id
            """
        case .claimsOfLevels: "\(Self.levels) LIMIT ?4"
        case .nearestClaimsOfLevels:
            """
            \(Self.levels) WHERE NOT EXISTS (
                SELECT 1 FROM json_each(?5) k CROSS JOIN claim n ON n.space = ?2
                    AND n.key = k.value || '/' || substr(c.key, length(l.value) + 2)
                WHERE k.key < l.key + ?6)
            LIMIT ?4
            """
        case .idsWithClaims:
            """
            SELECT k.value FROM json_each(?) k WHERE EXISTS (
                SELECT 1 FROM claim c WHERE c.space = ? AND c.key >= k.value || '/' AND c.key < k.value || '0')
            """
        case .claimExists: "SELECT 1 FROM claim WHERE space = ? AND key = ?"
        case .claimCount: "SELECT count(*) FROM claim WHERE space = ? AND key >= ? AND key < ?"
        case .anyClaim: "SELECT 1 FROM claim WHERE space = ? AND key >= ? AND key < ? LIMIT 1"
        case .exists: "SELECT 1 FROM record WHERE kind = ? AND id = ?"
        case .insertRecord:
            "INSERT INTO record (kind, id, revision, body) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING"
        case .updateRecord:
            "UPDATE record SET revision = revision + 1, body = ? WHERE kind = ? AND id = ? AND revision = ?"
        case .deleteRecord: "DELETE FROM record WHERE kind = ? AND id = ? AND revision = ?"
        case .takeClaim: "INSERT INTO claim (space, key, kind, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        case .releaseClaim: "DELETE FROM claim WHERE space = ? AND key = ?"
        case .addReference:
            """
            INSERT INTO reference (to_kind, to_id, from_kind, from_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
            """
        case .removeReference:
            "DELETE FROM reference WHERE to_kind = ? AND to_id = ? AND from_kind = ? AND from_id = ?"
        default: orderText
        }
    }

    private static let steps = """
        SELECT step.place, r.kind, r.id, r.revision, r.body FROM step
        CROSS JOIN record r ON r.kind = step.kind AND r.id = step.id WHERE step.place > 0
        """

    /// The order of the joins is fixed, and that of the given list is kept: so the claims come in the order of the ids,
    /// then of their keys, without sorting. The first id is walked from behind a key.
    private static let levels = """
        SELECT c.key, r.kind, r.id, r.revision, r.body FROM json_each(?1) l
        CROSS JOIN claim c ON c.space = ?2
            AND c.key > iif(l.key = 0, ?3, l.value || '/') AND c.key < l.value || '0'
        CROSS JOIN record r ON r.kind = c.kind AND r.id = c.id
        """

    /// The order of the join is fixed: claims come first, so that they come in the order of their keys.
    private static let claims = """
        SELECT c.key, r.kind, r.id, r.revision, r.body
        FROM claim c CROSS JOIN record r ON r.kind = c.kind AND r.id = c.id
        """
}
