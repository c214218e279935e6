import HTTPTypes
import JSONAccess
import RemoteSources

/// The header fields of a delivery, names in lower case.
enum KeptHeaders {
    private static let maxFields = 64
    private static let maxValueBytes = 1_024
    /// What stands for a value that is a secret, or proves that somebody knows one.
    static let redacted = "redacted"
    private static let secret: Set = ["authorization", "proxy-authorization", "cookie"]
    /// What is in the names of others that are secret: forges sign in several ways at once, and people add fields.
    private static let secretParts = ["signature", "token", "secret", "password", "api-key"]

    /// All of them; the values of a field that comes several times have commas between.
    static func fields(_ fields: HTTPFields) -> [String: String] {
        Dictionary(fields.map { ($0.name.canonicalName, $0.value) }) { "\($0), \($1)" }
    }

    /// Those that are kept, as a JSON object, without what is secret in them.
    ///
    /// - Parameters:
    ///   - headers: Names in lower case.
    ///   - signatures: The names of those that have signatures and tokens.
    static func kept(_ headers: [String: String], signatures: Set<String>) -> [UInt8] {
        var json = JSONWriter()
        json.append(object: headers.sorted { $0.key < $1.key }.prefix(maxFields)) { fields, json in
            for (name, value) in fields {
                let isSecret =
                    signatures.contains(name) || secret.contains(name) || secretParts.contains { name.contains($0) }
                json.append(name: name)
                json.append(text: isSecret ? redacted : shortened(value))
            }
        }
        return json.bytes
    }

    private static func shortened(_ value: String) -> String {
        value.utf8.count <= maxValueBytes ? value : String(decoding: value.utf8.prefix(maxValueBytes), as: UTF8.self)
    }
}
