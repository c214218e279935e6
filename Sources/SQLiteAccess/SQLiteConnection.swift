import CSQLite

/// One connection to a SQLite database, whose statements are the cases of one enumeration. Used by one thread at a time.
package final class SQLiteConnection {
    private let handle: OpaquePointer
    /// What was prepared, by number.
    private var statements: [SQLiteStatement?] = []
    package let interruption = Interruption()
    /// How many statements were run so far.
    package private(set) var statementCount = 0

    /// SQLite takes this before its first connection only; later it refuses, and goes on counting.
    private static let doesNotCountMemory = sallyport_sqlite3_stop_counting_memory() == SQLITE_OK

    /// Opens a database file.
    ///
    /// - Parameters:
    ///   - path: The file, made when it does not exist and `readOnly` is false.
    ///   - readOnly: Whether writes are refused.
    package init(path: String, readOnly: Bool) throws(SQLiteError) {
        _ = Self.doesNotCountMemory
        var handle: OpaquePointer?
        let flags =
            (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw .unusable("\(path) can't be opened: \(String(cString: sqlite3_errstr(code)))")
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, 5_000)
        sqlite3_extended_result_codes(handle, 1)
        // The interruption lives as long as this connection, and the handler is gone with the handle.
        sqlite3_progress_handler(
            handle, 2_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().shouldStop ? 1 : 0
            }, Unmanaged.passUnretained(interruption).toOpaque())
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Runs statements that return nothing, such as pragmas and schema changes.
    package func execute(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw error(code) }
    }

    /// The prepared form of a statement, made once.
    @usableFromInline func prepared(_ sql: some SQLStatement) throws(SQLiteError) -> SQLiteStatement {
        statementCount += 1
        let number = sql.number
        if number < statements.count, let known = statements[number] { return known }
        let statement = try prepare(sql.text)
        while statements.count <= number { statements.append(nil) }
        statements[number] = statement
        return statement
    }

    private func prepare(_ text: String) throws(SQLiteError) -> SQLiteStatement {
        var pointer: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard code == SQLITE_OK, let pointer else { throw error(code) }
        return SQLiteStatement(pointer: pointer)
    }

    /// How many rows the last statement changed.
    package var changes: Int { Int(sqlite3_changes(handle)) }

    /// Whether a transaction is open; a failed statement may have ended it.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs a statement to its end and reads each row.
    ///
    /// Inlinable, so that reading a row is a call and not a closure's allocation wherever it is used.
    @inlinable package func rows<Row>(
        of sql: some SQLStatement, _ parameters: [SQLiteValue], _ row: (SQLiteStatement) -> Row
    ) throws(SQLiteError) -> [Row] {
        let statement = try prepared(sql)
        defer { statement.reset() }
        statement.bind(parameters)
        return try rows(of: statement, row)
    }

    /// Runs a statement and reads row after row, as long as `row` wants another one.
    package func forEachRow(
        of sql: some SQLStatement, _ parameters: [SQLiteValue], _ row: (SQLiteStatement) -> Bool
    ) throws(SQLiteError) {
        let statement = try prepared(sql)
        defer { statement.reset() }
        statement.bind(parameters)
        while try step(statement) {
            if !row(statement) { return }
        }
    }

    /// Runs a statement that is not needed again, such as a pragma, and reads each row.
    package func queryOnce<Row>(_ text: String, row: (SQLiteStatement) -> Row) throws(SQLiteError) -> [Row] {
        try rows(of: prepare(text), row)
    }

    @inlinable func rows<Row>(
        of statement: SQLiteStatement, _ row: (SQLiteStatement) -> Row
    ) throws(SQLiteError) -> [Row] {
        var rows: [Row] = []
        while try step(statement) { rows.append(row(statement)) }
        return rows
    }

    /// - Returns: Whether there is a row to read.
    @usableFromInline func step(_ statement: SQLiteStatement) throws(SQLiteError) -> Bool {
        switch statement.step() {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw error(code)
        }
    }

    private func error(_ code: Int32) -> SQLiteError {
        let text = "SQLite: \(String(cString: sqlite3_errmsg(handle))) (\(code))"
        switch code & 0xff {
        case SQLITE_INTERRUPT: return interruption.reason
        case SQLITE_FULL: return .full(text)
        default: return .unavailable(text)
        }
    }
}
