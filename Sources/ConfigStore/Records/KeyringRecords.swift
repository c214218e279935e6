import Foundation

/// What the store knows of the keyring: which key seals. The keys themselves are in the keyring's file.
struct KeyringStateRecord: StoredObject {
    static let kind: RecordKind = "keyring"
    static let id = "state"
    static let key = RecordKey(kind, id)

    var sealingKey: String
    /// Keys with which nothing is sealed anew any more.
    var retiredKeys: [String]
}

/// How far the store's secrets have been sealed again, with the key that seals now.
struct KeyringRotationRecord: StoredObject {
    static let kind: RecordKind = "keyringrotation"
    static let id = "current"

    var startedAt: Date
    var finishedAt: Date?
    var resealed: Int
    /// How many records could not be opened, and stay as they are.
    var failed: Int
    /// Where the walk goes on: which of `SealedKinds.all`, and after which record.
    var kind: Int
    var after: String
    /// Whether this walk left something out that was leased, so that another one has to follow.
    var leftOut: Bool
}

/// A known text, sealed: whoever opens it has the right keyring.
enum KeyringProof {
    static let key = RecordKey("keyring", "proof")
    private static let text = "sallyport"
    private static let field = "proof"

    static func sealed(with keyring: Keyring) throws -> [UInt8] {
        Array(try keyring.seal(text, record: key.id, field: field).utf8)
    }

    static func opens(_ record: Record, with keyring: Keyring) -> Bool {
        (try? keyring.open(String(decoding: record.body, as: UTF8.self), record: key.id, field: field)) == text
    }
}
