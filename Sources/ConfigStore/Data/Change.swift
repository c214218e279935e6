/// What an action changes about one object: validators see it before the commit, and the audit log keeps it.
package struct Change: Sendable, Hashable {
    package enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        case create, update, move, delete
    }

    package var operation: Operation
    /// What the object is.
    package var kind: RecordKind
    package var id: String
    /// How people call it: a name, or the path of something in the tree (`org/acme/group/project`).
    package var ref: String
    /// The ids of the objects that hold it, from the root to the nearest, whose owners may read what happened to it.
    package var holders: [String]
    /// The object as the API answers it, in JSON, before and after; never with a secret. Nil when there is none.
    package var before: [UInt8]?
    package var after: [UInt8]?

    package init(
        _ operation: Operation, _ kind: RecordKind, id: String, ref: String, holders: [String] = [],
        before: [UInt8]? = nil, after: [UInt8]? = nil
    ) {
        self.operation = operation
        self.kind = kind
        self.id = id
        self.ref = ref
        self.holders = holders
        self.before = before
        self.after = after
    }
}

/// Looks at changes before they are committed.
package protocol ChangeReviewer: Sendable {
    /// Refuses changes by throwing; it can't alter them. It may be asked again about the same changes, when something
    /// else was faster.
    ///
    /// - Throws: `ServiceError` with what is wrong.
    func review(_ changes: [Change]) async throws
}

/// Adds to a transaction what has to be kept of its changes.
package protocol ChangeRecorder: Sendable {
    /// Puts what is kept into the transaction, so that both are committed or neither is.
    func keep(_ changes: [Change], in transaction: inout Transaction) throws
}
