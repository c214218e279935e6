/// One stored object.
package struct Record: Sendable, Hashable {
    package var kind: RecordKind
    /// A UUID v7 in its canonical spelling. It never changes.
    package var id: String
    /// Grows with every change; 0 for a record that is not stored yet.
    package var revision: Int
    /// JSON.
    package var body: [UInt8]

    package init(kind: RecordKind, id: String, revision: Int = 0, body: [UInt8]) {
        self.kind = kind
        self.id = id
        self.revision = revision
        self.body = body
    }

    package var key: RecordKey { RecordKey(kind, id) }
}

/// What a record is.
package struct RecordKind: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(stringLiteral rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }
}

/// Which record.
package struct RecordKey: Sendable, Hashable {
    package var kind: RecordKind
    package var id: String

    package init(_ kind: RecordKind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}
