import SQLiteAccess

/// What the replica asks of its database beside what every snapshot does.
enum ReplicaSQL: Int, SQLStatement {
    case begin, commit
    case putRecord, deleteRecord, putClaim, deleteClaim, putReference, deleteReference
    case clearRecords, clearClaims, clearReferences
    case property, setProperty
    case anyClaim, revision, claimExists, claimKeys, referenceExists, referenceCount

    /// Behind the statements of the snapshots, which the same connection has.
    var number: Int { 256 + rawValue }

    var text: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .putRecord: "INSERT OR REPLACE INTO record (kind, id, revision, body) VALUES (?, ?, ?, ?)"
        case .deleteRecord: "DELETE FROM record WHERE kind = ? AND id = ?"
        case .putClaim: "INSERT OR REPLACE INTO claim (space, key, kind, id) VALUES (?, ?, ?, ?)"
        case .deleteClaim: "DELETE FROM claim WHERE space = ? AND key = ?"
        case .putReference:
            "INSERT OR REPLACE INTO reference (to_kind, to_id, from_kind, from_id) VALUES (?, ?, ?, ?)"
        case .deleteReference:
            "DELETE FROM reference WHERE to_kind = ? AND to_id = ? AND from_kind = ? AND from_id = ?"
        case .clearRecords: "DELETE FROM record"
        case .clearClaims: "DELETE FROM claim"
        case .clearReferences: "DELETE FROM reference"
        case .property: "SELECT value FROM property WHERE name = ?"
        case .setProperty: "INSERT OR REPLACE INTO property (name, value) VALUES (?, ?)"
        case .anyClaim: "SELECT 1 FROM claim LIMIT 1"
        case .revision: "SELECT revision FROM record WHERE kind = ? AND id = ?"
        case .claimExists: "SELECT 1 FROM claim WHERE space = ? AND key = ?"
        case .claimKeys: "SELECT key FROM claim WHERE space = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"
        case .referenceExists:
            "SELECT 1 FROM reference WHERE to_kind = ? AND to_id = ? AND from_kind = ? AND from_id = ?"
        case .referenceCount: "SELECT count(*) FROM reference WHERE to_kind = ? AND to_id = ?"
        }
    }
}
