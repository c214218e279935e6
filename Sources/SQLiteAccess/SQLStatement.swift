/// A statement that is prepared once and run often: a case of an enumeration of all that a database is asked.
package protocol SQLStatement: Sendable {
    /// Its place among the statements of its database, from 0. The connection keeps what it has prepared by it.
    var number: Int { get }
    var text: String { get }
}

extension SQLStatement where Self: RawRepresentable, RawValue == Int {
    @inlinable package var number: Int { rawValue }
}
