import Crypto
import Foundation
package import ServiceKit

/// The keys that seal secrets at rest.
///
/// The first key seals; every key opens. A prepared key seals once the store says so: so it can be given to every instance
/// before. The fingerprint key tells whether two secrets are equal and survives rotation, so
/// that fingerprints stay comparable.
/// Nothing here shows a key in a description or an error.
package struct Keyring: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The one that seals first.
    private let keys: [KeyringFile.Key]
    private let fingerprintKey: SymmetricKey
    /// More keys than anybody needs.
    package static let maxKeys = 16

    init(file: KeyringFile) throws(KeyringError) {
        guard !file.keys.isEmpty else { throw .malformed("it has no key") }
        for key in file.keys {
            guard key.bytes.count == 32 else { throw .malformed("key \(key.id) is not 32 bytes long") }
        }
        guard Set(file.keys.map(\.id)).count == file.keys.count else { throw .malformed("a key's id is there twice") }
        guard file.fingerprintKey.count == 32 else { throw .malformed("fingerprintKey is not 32 bytes long") }
        keys = file.keys
        fingerprintKey = SymmetricKey(data: file.fingerprintKey)
    }

    /// The ids of all keys, the one that seals first.
    package var keyIDs: [String] { keys.map(\.id) }

    /// The id of the key that seals.
    package var sealingKeyID: String { keys[0].id }

    /// The id of the key that something was sealed with; nil for what was not sealed.
    package static func keyID(of sealed: String) -> String? {
        let parts = sealed.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "v1" ? String(parts[1]) : nil
    }

    /// The ids of the keys that are to seal later.
    var preparedKeyIDs: [String] { keys.filter { $0.isPrepared == true }.map(\.id) }

    /// The same with a new key, the only one that is prepared.
    ///
    /// - Throws: `KeyringError.full`.
    package func withPreparedKey() throws(KeyringError) -> (keyring: Keyring, id: String) {
        guard keys.count < Self.maxKeys else { throw .full }
        var key = newKey()
        key.isPrepared = true
        let others = keys.map { KeyringFile.Key(id: $0.id, bytes: $0.bytes) }
        return (Keyring(keys: others + [key], fingerprintKey: fingerprintKey), key.id)
    }

    /// The same with another one of its keys that seals; nil when it does not have that one.
    func sealing(with id: String) -> Keyring? {
        guard let key = keys.first(where: { $0.id == id }) else { return nil }
        let first = KeyringFile.Key(id: key.id, bytes: key.bytes)
        return Keyring(keys: [first] + keys.filter { $0.id != id }, fingerprintKey: fingerprintKey)
    }

    /// The same with a new key that seals.
    func withNewKey() -> Keyring {
        Keyring(keys: [newKey()] + keys, fingerprintKey: fingerprintKey)
    }

    private func newKey() -> KeyringFile.Key {
        var key = KeyringFile.Key.new()
        while keyIDs.contains(key.id) { key = .new() }
        return key
    }

    /// The same with nothing but the key that seals, and those that are to seal later.
    func withoutOldKeys() -> Keyring {
        let prepared = keys.dropFirst().filter { $0.isPrepared == true }
        return Keyring(keys: keys.prefix(1) + prepared, fingerprintKey: fingerprintKey)
    }

    /// Writes it so that the file is the old one or the new one, whole, whatever happens meanwhile.
    package func write(to path: String) throws {
        let file = KeyringFile(keys: keys, fingerprintKey: fingerprintKey.withUnsafeBytes { Data($0) })
        try file.write(to: path)
    }

    private init(keys: [KeyringFile.Key], fingerprintKey: SymmetricKey) {
        self.keys = keys
        self.fingerprintKey = fingerprintKey
    }

    package var description: String { "<keyring of \(keys.count)>" }
    package var debugDescription: String { description }

    /// Seals a secret for one field of one record, with AES-256-GCM. Sealed for another place, it does not open.
    ///
    /// - Returns: `v1:<key id>:<base64url of nonce, text and tag>`.
    package func seal(_ secret: String, record: String, field: String) throws -> String {
        let key = keys[0]
        let box = try AES.GCM.seal(
            Data(secret.utf8), using: SymmetricKey(data: key.bytes), authenticating: Self.place(record, field))
        guard let combined = box.combined else { throw KeyringError.notSealedHere }
        return "v1:\(key.id):\(Base64URL.encode(combined))"
    }

    /// Opens what `seal` made for the same record and field.
    ///
    /// - Throws: `KeyringError`: the key is not in the keyring, or this was sealed elsewhere.
    package func open(_ sealed: String, record: String, field: String) throws(KeyringError) -> String {
        let parts = sealed.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", let combined = Base64URL.decode(String(parts[2])) else {
            throw .notSealedHere
        }
        guard let key = keys.first(where: { $0.id == parts[1] }) else { throw .unknownKey(String(parts[1])) }
        guard let box = try? AES.GCM.SealedBox(combined: combined),
            let secret = try? AES.GCM.open(
                box, using: SymmetricKey(data: key.bytes), authenticating: Self.place(record, field))
        else { throw .notSealedHere }
        return String(decoding: secret, as: UTF8.self)
    }

    /// A keyed fingerprint of a secret: equal for equal secrets of one field of one record, and useless elsewhere.
    package func fingerprint(of secret: String, record: String, field: String) -> String {
        var message = Self.place(record, field)
        message.append(contentsOf: secret.utf8)
        let code = HMAC<SHA256>.authenticationCode(for: message, using: fingerprintKey)
        return Base64URL.encode(Array(code.prefix(16)))
    }

    /// Whether a secret has this fingerprint, compared in constant time.
    package func matches(_ secret: String, fingerprint: String, record: String, field: String) -> Bool {
        ConstantTime.equal(self.fingerprint(of: secret, record: record, field: field).utf8, fingerprint.utf8)
    }

    /// A key for another purpose of the same installation, such as signing cursors.
    package func derivedKey(for purpose: String) -> SymmetricKeyBytes {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: fingerprintKey, info: Data("sallyport \(purpose)".utf8), outputByteCount: 32)
        return SymmetricKeyBytes(key.withUnsafeBytes(Array.init))
    }

    private static func place(_ record: String, _ field: String) -> Data {
        Data("\(record)\u{0}\(field)\u{0}".utf8)
    }
}

/// What can be wrong with a keyring.
package enum KeyringError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case notWritten(path: String, reason: String)
    case readableByOthers(path: String)
    case malformed(String)
    case unknownKey(String)
    case notSealedHere
    case doesNotBelong(path: String)
    /// It is an earlier one of the same installation.
    case outdated(path: String, key: String)
    case full

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "the keyring \(path) can't be read: \(reason)"
        case .notWritten(let path, let reason): "the keyring \(path) can't be written: \(reason)"
        case .readableByOthers(let path): "the keyring \(path) can be read by others than its owner: chmod 600 \(path)"
        case .malformed(let reason): "the keyring is broken: \(reason); restore it from a backup"
        case .unknownKey(let id): "a secret is sealed with key \(id), which the keyring does not have"
        case .notSealedHere: "a sealed secret does not open: it was changed, or sealed for another place"
        case .doesNotBelong(let path):
            "the keyring \(path) is not the one that this database was sealed with: restore it from a backup, "
                + "or start with an empty data folder"
        case .outdated(let path, let key):
            "the keyring \(path) does not have key \(key), which seals by now: take the file of an instance that has it"
        case .full: "the keyring has \(Keyring.maxKeys) keys: drop the old ones first"
        }
    }
}
