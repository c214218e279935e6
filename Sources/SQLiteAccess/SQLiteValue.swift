/// A value bound to a statement.
package enum SQLiteValue: Sendable {
    case text(String)
    case integer(Int)
    case blob([UInt8])
    case null
}
