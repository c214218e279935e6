/// What happened to one object.
public struct AuditEntry: Codable, Sendable, Hashable {
    /// Who did it.
    public struct Actor: Codable, Sendable, Hashable {
        /// `user`, `admin` (the administrator's token), `anonymous`, or `client` (a client of the configstore itself).
        public var type: String
        /// The user's id; nil for everybody else.
        public var id: String?
        /// The user's name when it happened; nil for everybody else.
        public var name: String?

        enum CodingKeys: String, CodingKey {
            case type, id
            case name = "username"
        }
    }

    /// A field of the object that is not as it was. It never has a secret.
    public struct Field: Codable, Sendable, Hashable {
        public var name: String
        /// A text as it was, anything else as JSON; cut off after 256 characters. Nil when there was none.
        public var before: String?
        public var after: String?
    }

    public var id: String
    /// ISO 8601, UTC, with milliseconds.
    public var time: String
    public var actor: Actor
    /// `create`, `update`, `move` or `delete`.
    public var operation: String
    /// What the object is, such as `remotesource`.
    public var kind: String
    public var objectID: String
    /// How people called the object then: a name or a path.
    public var ref: String
    /// Where the one who did it was; empty when it is not the caller's to see.
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

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - kind: What the object is.
    ///   - object: The object's id.
    ///   - actor: A user's name or id, `admin`, `anonymous` or `client`.
    ///   - holder: The id of an object whose contents count too.
    public init(kind: String? = nil, object: String? = nil, actor: String? = nil, holder: String? = nil) {
        self.kind = kind
        self.object = object
        self.actor = actor
        self.holder = holder
    }

    var query: [(String, String)] {
        [("kind", kind), ("object", object), ("actor", actor), ("holder", holder)].compactMap { name, value in
            value.map { (name, $0) }
        }
    }
}
