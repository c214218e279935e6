/// Who changed something.
public struct AuditActor: Codable, Sendable, Hashable {
    /// What kind of somebody.
    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
        /// A user, by token, session, or the forge's word at that moment.
        case user
        /// Whoever has the administrator's token.
        case admin
        /// Somebody who has not signed in.
        case anonymous
        /// A client of the configstore itself, which speaks for nobody.
        case client
    }

    public var kind: Kind
    /// The user's id; nil for everybody else.
    public var id: String?
    /// The user's name when it happened; nil for everybody else.
    public var name: String?

    enum CodingKeys: String, CodingKey {
        case id, name
        case kind = "type"
    }

    private init(kind: Kind, id: String? = nil, name: String? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    /// Whoever has the administrator's token.
    public static let admin = AuditActor(kind: .admin)
    /// Somebody who has not signed in.
    public static let anonymous = AuditActor(kind: .anonymous)
    /// A client of the configstore itself.
    public static let client = AuditActor(kind: .client)

    /// A user.
    ///
    /// - Parameters:
    ///   - id: The user's id.
    ///   - name: The user's name.
    public static func user(id: String, name: String) -> AuditActor {
        AuditActor(kind: .user, id: id, name: name)
    }

    /// Under what this one's entries are found: a user's id, or the kind.
    public var key: String { id ?? kind.rawValue }

    /// The header in which a gateway says on whose behalf it asks.
    public static let headerName = "Sallyport-Actor"
    /// The header in which a gateway says where its client is.
    public static let addressHeaderName = "Sallyport-Client-Address"

    /// The text of `headerName`: `admin`, or `user <id> <name>`.
    public var headerValue: String {
        ([kind.rawValue] + [id, name].compactMap(\.self)).joined(separator: " ")
    }

    /// Reads the text of `headerName`; nil for anything else.
    ///
    /// - Parameter headerValue: The text.
    public init?(headerValue: String) {
        let parts = headerValue.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard headerValue.utf8.count <= 256, let kind = Kind(rawValue: parts[0]),
            parts.count == (kind == .user ? 3 : 1), parts.allSatisfy({ !$0.isEmpty })
        else { return nil }
        self.init(kind: kind, id: kind == .user ? parts[1] : nil, name: kind == .user ? parts[2] : nil)
    }
}
