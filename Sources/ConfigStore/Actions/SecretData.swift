import Foundation
import ServiceKit

/// The data of secrets: as one text, sealed for the secret's id.
struct SecretData {
    let keyring: Keyring
    static let field = "data"

    /// Seals data into a secret, unless it is the data that it has.
    func seal(_ data: [String: String], into secret: inout Stored<SecretRecord>) throws {
        let text = try Self.text(of: data)
        let fingerprint = keyring.fingerprint(of: text, record: secret.id, field: Self.field)
        if fingerprint == secret.value.dataFingerprint { return }
        secret.value.sealedData = try keyring.seal(text, record: secret.id, field: Self.field)
        secret.value.dataFingerprint = fingerprint
        secret.value.keys = data.keys.sorted()
    }

    func open(_ secret: Stored<SecretRecord>) throws -> [String: String] {
        let text = try keyring.open(secret.value.sealedData, record: secret.id, field: Self.field)
        guard let data = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else {
            // What was opened is not in the error.
            throw StoreError.unavailable("the data of the secret \(secret.id) can't be read")
        }
        return data
    }

    func matches(_ data: [String: String], _ secret: Stored<SecretRecord>) throws -> Bool {
        keyring.matches(
            try Self.text(of: data), fingerprint: secret.value.dataFingerprint, record: secret.id, field: Self.field)
    }

    /// The same text for the same data.
    private static func text(of data: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(data), as: UTF8.self)
    }
}
