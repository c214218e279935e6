public import Foundation

/// What happened to one object. It never has a secret.
public struct AuditEntry: Codable, Sendable, Hashable {
    /// A field of the object that is not as it was.
    public struct Field: Codable, Sendable, Hashable {
        /// The field's name in the API.
        public var name: String
        /// A text as it was, anything else as JSON; cut off after 256 characters. Nil when there was none.
        public var before: String?
        public var after: String?

        public init(name: String, before: String?, after: String?) {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    /// Grows with time.
    public var id: String
    public var time: Date
    public var actor: AuditActor
    /// `create`, `update`, `move` or `delete`.
    public var operation: String
    /// What the object is, such as `remotesource`.
    public var kind: String
    public var objectID: String
    /// How people called the object then: a name or a path.
    public var ref: String
    /// Where the one who did it was; empty when nobody said.
    public var clientAddress: String
    /// The id of the request, in the logs of both services.
    public var requestID: String
    /// By name.
    public var changes: [Field]

    enum CodingKeys: String, CodingKey {
        case id, time, actor, operation, kind, ref, changes
        case objectID = "object_id"
        case clientAddress = "client_address"
        case requestID = "request_id"
    }

    public init(
        id: String, time: Date, actor: AuditActor, operation: String, kind: String, objectID: String, ref: String,
        clientAddress: String, requestID: String, changes: [Field]
    ) {
        self.id = id
        self.time = time
        self.actor = actor
        self.operation = operation
        self.kind = kind
        self.objectID = objectID
        self.ref = ref
        self.clientAddress = clientAddress
        self.requestID = requestID
        self.changes = changes
    }
}

/// Which entries of the audit log are wanted; what is nil does not matter.
public struct AuditFilter: Sendable, Hashable {
    /// What the object is, such as `user`.
    public var kind: String?
    /// The object's id.
    public var object: String?
    /// A user's name or id, `admin`, `anonymous` or `client`.
    public var actor: String?
    /// The id of an object: it, and everything that was in it when it happened.
    public var holder: String?

    public init(kind: String? = nil, object: String? = nil, actor: String? = nil, holder: String? = nil) {
        self.kind = kind
        self.object = object
        self.actor = actor
        self.holder = holder
    }
}
