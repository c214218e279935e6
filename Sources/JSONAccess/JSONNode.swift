/// A value in a document, or the name of a member. Behind an object's node come name, value, name, value; behind an array's
/// its elements; each with everything in it.
struct JSONNode: Sendable {
    enum Kind: UInt8, Sendable {
        case null, no, yes, number, array, object
        case string
        /// A string in which something is written with a backslash.
        case escapedString
    }

    let kind: Kind
    /// Its first byte; of a string, the one behind the quotation mark.
    let start: UInt32
    /// The byte behind its last one; of a string, its quotation mark.
    var end: UInt32
    /// The node that comes behind everything in it.
    var next: UInt32

    var bytes: Range<Int> { Int(start)..<Int(end) }
    var isString: Bool { kind == .string || kind == .escapedString }
}
