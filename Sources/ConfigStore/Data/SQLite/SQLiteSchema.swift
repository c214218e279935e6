/// The tables, as an ordered list of steps. A step is never changed once it was released; new ones are appended.
enum SQLiteSchema {
    static let steps = [
        """
        CREATE TABLE record (
            kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (kind, id)) WITHOUT ROWID;
        CREATE TABLE claim (
            space TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY (space, key)) WITHOUT ROWID;
        CREATE TABLE reference (
            to_kind TEXT NOT NULL, to_id TEXT NOT NULL, from_kind TEXT NOT NULL, from_id TEXT NOT NULL,
            PRIMARY KEY (to_kind, to_id, from_kind, from_id)) WITHOUT ROWID;
        CREATE TABLE property (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """
    ]

    /// Brings a database to the current version, each step in a transaction of its own.
    ///
    /// - Throws: `unusable` for a database that a newer version has written; nothing of it is changed.
    static func migrate(_ connection: SQLiteConnection, steps: [String] = steps) throws(StoreError) {
        let version = try version(of: connection, steps: steps)
        for (number, step) in steps.enumerated().dropFirst(version) {
            try connection.execute("BEGIN IMMEDIATE; \(step); PRAGMA user_version = \(number + 1); COMMIT")
        }
    }

    /// The version of a database, if it is one to work with.
    @discardableResult
    static func version(of connection: SQLiteConnection, steps: [String] = steps) throws(StoreError) -> Int {
        let version = try connection.queryOnce("PRAGMA user_version") { $0.integer(0) }.first ?? 0
        guard (0...steps.count).contains(version) else {
            throw .unusable(
                "the database has schema version \(version), this sallyport knows \(steps.count): use a newer one")
        }
        return version
    }
}
