import ConfigStoreAPI
import Foundation

/// What the audit log keeps of an object that was changed.
enum AuditDifference {
    static let maxFields = 64
    static let maxCharacters = 256
    /// Say nothing that the entry does not say itself.
    private static let ignored: Set = ["id", "revision", "creation_time", "update_time"]
    /// Nothing of the API's has a secret in one of these; should it ever, the log does not.
    private static let secret: Set = [
        "data", "token", "password", "passphrase", "hash", "credentials", "access_token", "refresh_token",
        "client_secret", "webhook_secret", "private_key", "ssh_private_key",
    ]

    /// The fields that differ, by name; at most `maxFields`.
    ///
    /// - Parameters:
    ///   - before: The object in JSON; nil when there was none.
    ///   - after: The same, afterwards.
    static func fields(before: [UInt8]?, after: [UInt8]?) -> [AuditEntry.Field] {
        let (old, new) = (members(before), members(after))
        let names = Set(old.keys).union(new.keys).subtracting(ignored).sorted()
        let changed = names.filter { old[$0] != new[$0] }
        return changed.prefix(maxFields).map { name in
            AuditEntry.Field(name: name, before: shown(old[name], name), after: shown(new[name], name))
        }
    }

    private static func members(_ json: [UInt8]?) -> [String: String] {
        json.map(JSONMembers.texts) ?? [:]
    }

    private static func shown(_ text: String?, _ name: String) -> String? {
        guard let text else { return nil }
        if secret.contains(name) { return "(not kept)" }
        // Characters have no bound of their own: one can be any number of scalars.
        let scalars = text.unicodeScalars
        return scalars.count > maxCharacters
            ? String(String.UnicodeScalarView(scalars.prefix(maxCharacters))) + "…" : text
    }
}
