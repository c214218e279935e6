import CSQLite

/// One connection to a SQLite database. Used by one thread at a time.
final class SQLiteConnection {
    private let handle: OpaquePointer
    private var statements: [SQL: SQLiteStatement] = [:]
    let interruption = Interruption()
    /// How many statements were run so far.
    private(set) var statementCount = 0

    /// SQLite takes this before its first connection only; later it refuses, and goes on counting.
    private static let doesNotCountMemory = sallyport_sqlite3_stop_counting_memory() == SQLITE_OK

    /// Opens a database file.
    ///
    /// - Parameters:
    ///   - path: The file, made when it does not exist and `readOnly` is false.
    ///   - readOnly: Whether writes are refused.
    init(path: String, readOnly: Bool) throws(StoreError) {
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
    func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw error(code) }
    }

    /// The prepared form of a statement, made once.
    private func statement(_ sql: SQL) throws(StoreError) -> SQLiteStatement {
        if let known = statements[sql] { return known }
        let statement = try prepare(sql.text)
        statements[sql] = statement
        return statement
    }

    private func prepare(_ text: String) throws(StoreError) -> SQLiteStatement {
        var pointer: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard code == SQLITE_OK, let pointer else { throw error(code) }
        return SQLiteStatement(pointer: pointer)
    }

    /// How many rows the last statement changed.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// Whether a transaction is open; a failed statement may have ended it.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs a statement to its end and reads each row.
    func query<Row>(
        _ sql: SQL, _ parameters: [SQLiteValue], row: (SQLiteStatement) -> Row
    ) throws(StoreError) -> [Row] {
        let statement = try statement(sql)
        statementCount += 1
        defer { statement.reset() }
        statement.bind(parameters)
        return try rows(of: statement, row)
    }

    /// Runs a statement that returns nothing.
    func run(_ sql: SQL, _ parameters: [SQLiteValue] = []) throws(StoreError) {
        _ = try query(sql, parameters) { _ in }
    }

    /// Runs a statement that is not needed again, such as a pragma, and reads each row.
    func queryOnce<Row>(_ text: String, row: (SQLiteStatement) -> Row) throws(StoreError) -> [Row] {
        try rows(of: prepare(text), row)
    }

    private func rows<Row>(
        of statement: SQLiteStatement, _ row: (SQLiteStatement) -> Row
    ) throws(StoreError) -> [Row] {
        var rows: [Row] = []
        while true {
            switch statement.step() {
            case SQLITE_ROW: rows.append(row(statement))
            case SQLITE_DONE: return rows
            case let code: throw error(code)
            }
        }
    }

    private func error(_ code: Int32) -> StoreError {
        if code & 0xff == SQLITE_INTERRUPT { return interruption.reason }
        return .unavailable("SQLite: \(String(cString: sqlite3_errmsg(handle))) (\(code))")
    }
}
