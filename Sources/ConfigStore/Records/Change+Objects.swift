import ConfigStoreAPI
import Foundation

/// What changes of each object say: the object as the API answers it, which has no secret.
extension Change {
    init(_ operation: Operation, _ before: RemoteSource?, _ after: RemoteSource?) throws {
        try self.init(
            operation, RemoteSourceRecord.kind, from: before, to: after, id: \.id, ref: { $0.name }, holders: [])
    }

    init(_ operation: Operation, _ before: User?, _ after: User?) {
        let object = before ?? after
        self.init(
            operation, UserRecord.kind, id: object?.id ?? "", ref: object?.name ?? "", before: before?.json,
            after: after?.json)
    }

    init(_ operation: Operation, _ before: LinkedAccount?, _ after: LinkedAccount?, of user: User) throws {
        try self.init(
            operation, LinkedAccountRecord.kind, from: before, to: after, id: \.id,
            ref: { "\(user.name)/\($0.remoteUserName)" }, holders: [user.id])
    }

    init(_ operation: Operation, _ before: UserToken?, _ after: UserToken?, of user: User) throws {
        try self.init(
            operation, UserTokenRecord.kind, from: before, to: after, id: \.id, ref: { "\(user.name)/\($0.name)" },
            holders: [user.id])
    }

    /// A session that began or was ended. In the API its id is the secret; here it is the record's.
    init(_ operation: Operation, _ session: Stored<SessionRecord>, of user: Stored<UserRecord>) throws {
        let shown = NotedSession(userID: user.id, expiresAt: session.value.expiresAt)
        try self.init(
            operation, SessionRecord.kind, from: operation == .create ? nil : shown,
            to: operation == .create ? shown : nil, id: { _ in session.id }, ref: { _ in user.value.name },
            holders: [user.id])
    }

    init(_ operation: Operation, keyring before: NotedKeyring, to after: NotedKeyring) throws {
        try self.init(
            operation, KeyringStateRecord.kind, from: before, to: after, id: { _ in KeyringStateRecord.id },
            ref: { _ in "keyring" }, holders: [])
    }

    /// - Parameters:
    ///   - id: The object's id.
    ///   - ref: How people call it; as it was before, so that a renamed object is found under the name it had.
    private init<Object: Encodable>(
        _ operation: Operation, _ kind: RecordKind, from before: Object?, to after: Object?, id: (Object) -> String,
        ref: (Object) -> String, holders: [String]
    ) throws {
        let object = before ?? after
        self.init(
            operation, kind, id: object.map(id) ?? "", ref: object.map(ref) ?? "", holders: holders,
            before: try before.map(Self.encoded), after: try after.map(Self.encoded))
    }

    /// An object as the API answers it, with its members in order, so that two can be compared.
    static func encoded(_ object: any Encodable) throws -> [UInt8] {
        Array(try encoder.encode(object))
    }

    /// Made once, and never changed.
    private static let encoder = {
        let encoder = JSONCoding.encoder()
        encoder.outputFormatting.insert(.sortedKeys)
        return encoder
    }()
}

private struct NotedSession: Encodable {
    let userID: String
    let expiresAt: Date

    enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case expiresAt = "expires_at"
    }
}

/// What the audit log says about a keyring: its keys' ids, which are no secret.
struct NotedKeyring: Encodable {
    let sealingKey: String
    let keys: [String]

    enum CodingKeys: String, CodingKey {
        case keys
        case sealingKey = "sealing_key"
    }

    init(sealingKey: String, keys: [String]) {
        self.sealingKey = sealingKey
        self.keys = keys
    }

    init(_ keyring: Keyring) {
        self.init(sealingKey: keyring.sealingKeyID, keys: keyring.keyIDs)
    }
}
