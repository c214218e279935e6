import Foundation

/// A JSON object again and again, each time with another member missing or of another value.
public enum DamagedMembers {
    /// Every variant of a body's members, and of those one level below.
    ///
    /// - Parameter body: A JSON object.
    /// - Returns: What was changed, and the changed body.
    /// - Throws: `UnreadableRecording` when the body is no JSON object.
    public static func all(of body: [UInt8]) throws -> [(path: String, body: [UInt8])] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
            throw UnreadableRecording(file: "body", reason: "it is no JSON object")
        }
        var variants = try variants(of: object, below: "")
        for (name, value) in object {
            guard let inner = value as? [String: Any] else { continue }
            for variant in try Self.variants(of: inner, below: name + ".") {
                let changed = try JSONSerialization.jsonObject(with: Data(variant.body))
                variants.append((variant.path, try bytes(of: object.merging([name: changed]) { $1 })))
            }
        }
        return variants
    }

    private static func variants(
        of object: [String: Any], below path: String
    ) throws -> [(path: String, body: [UInt8])] {
        let values: [Any] = [NSNull(), 1, -1.5, "", "text", true, [Any](), [String: Any]()]
        var variants: [(path: String, body: [UInt8])] = []
        for name in object.keys {
            variants.append(("\(path)\(name) missing", try bytes(of: object.filter { $0.key != name })))
            for value in values {
                variants.append(("\(path)\(name) = \(value)", try bytes(of: object.merging([name: value]) { $1 })))
            }
        }
        return variants
    }

    private static func bytes(of object: [String: Any]) throws -> [UInt8] {
        Array(try JSONSerialization.data(withJSONObject: object))
    }
}
