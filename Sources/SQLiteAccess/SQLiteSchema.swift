/// A database's tables, as an ordered list of steps. A step is never changed once it was released; new ones are appended.
package struct SQLiteSchema: Sendable {
    package let steps: [String]

    package init(steps: [String]) {
        self.steps = steps
    }

    /// Opens a database for writing, looks at its version before anything changes it, and brings it up to date.
    ///
    /// - Parameters:
    ///   - path: The file, made when it is missing.
    ///   - checkpointPages: How many pages the log has before they are written back.
    ///   - setUp: Pragmas for this connection.
    /// - Throws: `unusable`, which says what to do.
    package func open(_ path: String, checkpointPages: Int, setUp: String = "") throws(SQLiteError) -> SQLiteConnection
    {
        let connection = try SQLiteConnection(path: path, readOnly: false)
        do throws(SQLiteError) {
            try version(of: connection)
            // Pages that change again and again are written back once for many of them in the log.
            // What a savepoint needs to be undone is kept in memory: in a file it costs more writes than the commit.
            try connection.execute(
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;
                PRAGMA wal_autocheckpoint = \(checkpointPages); PRAGMA temp_store = MEMORY; \(setUp)
                """)
            try migrate(connection)
        } catch {
            switch error {
            case .full(let text), .unavailable(let text):
                throw .unusable("\(path) can't be used (\(text)): make room if the disk is full, or restore a backup")
            case .unusable(let text): throw .unusable("\(path) can't be used: \(text)")
            default: throw error
            }
        }
        return connection
    }

    /// Brings a database to the current version, each step in a transaction of its own.
    ///
    /// - Throws: `unusable` for a database that a newer version has written; nothing of it is changed.
    package func migrate(_ connection: SQLiteConnection) throws(SQLiteError) {
        let version = try version(of: connection)
        for (number, step) in steps.enumerated().dropFirst(version) {
            try connection.execute("BEGIN IMMEDIATE; \(step); PRAGMA user_version = \(number + 1); COMMIT")
        }
    }

    /// The version of a database, if it is one to work with.
    @discardableResult
    package func version(of connection: SQLiteConnection) throws(SQLiteError) -> Int {
        let version = try connection.queryOnce("PRAGMA user_version") { $0.integer(0) }.first ?? 0
        guard (0...steps.count).contains(version) else {
            throw .unusable(
                "the database has schema version \(version), this sallyport knows \(steps.count): use a newer one")
        }
        return version
    }
}
