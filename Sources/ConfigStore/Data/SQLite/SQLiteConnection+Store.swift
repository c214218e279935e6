package import SQLiteAccess

/// The store's statements on a connection, with the store's errors.
extension SQLiteConnection {
    /// Runs a statement to its end and reads each row.
    func query<Row>(
        _ sql: SQL, _ parameters: [SQLiteValue], row: (SQLiteStatement) -> Row
    ) throws(StoreError) -> [Row] {
        do throws(SQLiteError) {
            return try rows(of: sql, parameters, row)
        } catch {
            throw StoreError(error)
        }
    }

    /// Runs a statement that returns nothing.
    func run(_ sql: SQL, _ parameters: [SQLiteValue] = []) throws(StoreError) {
        _ = try query(sql, parameters) { _ in }
    }
}

extension StoreError {
    package init(_ error: SQLiteError) {
        switch error {
        case .timedOut: self = .timedOut
        case .cancelled: self = .cancelled
        case .full(let text), .unavailable(let text): self = .unavailable(text)
        case .unusable(let text): self = .unusable(text)
        case .closed: self = .closed
        }
    }
}
