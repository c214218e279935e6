import CSQLite

/// A prepared statement, used by one thread at a time.
package final class SQLiteStatement {
    private let pointer: OpaquePointer

    init(pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    @usableFromInline func bind(_ parameters: [SQLiteValue]) {
        for (position, parameter) in parameters.enumerated() {
            let index = Int32(position + 1)
            switch parameter {
            case .text(let text):
                var text = text
                text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { characters in
                        _ = sallyport_sqlite3_bind_text(pointer, index, characters.baseAddress, Int32(characters.count))
                    }
                }
                // An empty string has no address, which SQLite takes for NULL.
                if text.isEmpty { _ = sallyport_sqlite3_bind_text(pointer, index, "", 0) }
            case .integer(let number):
                sqlite3_bind_int64(pointer, index, Int64(number))
            case .null:
                sqlite3_bind_null(pointer, index)
            case .blob(let bytes):
                if bytes.isEmpty {
                    sqlite3_bind_zeroblob(pointer, index, 0)
                } else {
                    bytes.withUnsafeBytes { raw in
                        _ = sallyport_sqlite3_bind_blob(pointer, index, raw.baseAddress, Int32(raw.count))
                    }
                }
            }
        }
    }

    func step() -> Int32 { sqlite3_step(pointer) }

    @usableFromInline func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    package func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    package func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(pointer, column)) }

    package func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(pointer, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    package func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
}
