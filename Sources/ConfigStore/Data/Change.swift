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
    /// What is left to do without the snapshot: it refuses by throwing `ServiceError` with what is wrong.
    typealias Review = @Sendable () async throws -> Void

    /// Looks at what an action noted, on the snapshot that the action read. It can't alter anything, but may require that
    /// what it went by is unchanged. When something else is faster, it is asked again, about what would be committed then.
    ///
    /// - Returns: nil when there is nothing left to do.
    func review(_ transaction: ActionTransaction) throws -> Review?
}

/// Adds to a transaction what has to be kept of its changes.
package protocol ChangeRecorder: Sendable {
    /// Puts what is kept into the transaction, so that both are committed or neither is.
    func keep(_ changes: [Change], in transaction: inout Transaction) throws
}
