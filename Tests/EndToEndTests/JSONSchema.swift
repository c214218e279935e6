import Foundation

/// As much of JSON Schema as the documented schemas use.
struct JSONSchema {
    private let root: [String: Any]

    /// The schema of events, from the documents.
    static func event() throws -> JSONSchema {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = project.appending(path: "docs/schemas/event.json")
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return JSONSchema(root: root as? [String: Any] ?? ["enum": [Any]()])
    }

    /// Where and how a value differs from the schema.
    func problems(of value: Any) -> [String] {
        problems(of: value, root, "")
    }

    private func problems(of value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let name = String(reference.dropFirst("#/$defs/".count))
            guard let found = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
                return ["\(path): no \(reference)"]
            }
            return problems(of: value, found, path)
        }
        if let words = schema["enum"] as? [String] {
            return words.contains(value as? String ?? "") ? [] : ["\(path): \(value) is none of \(words)"]
        }
        switch schema["type"] as? String {
        case "object": return objectProblems(of: value, schema, path)
        case "array":
            guard let items = value as? [Any], let each = schema["items"] as? [String: Any] else {
                return ["\(path): no list"]
            }
            return items.enumerated().flatMap { problems(of: $1, each, "\(path)[\($0)]") }
        case "string":
            guard let text = value as? String else { return ["\(path): no text"] }
            if text.count < schema["minLength"] as? Int ?? 0 { return ["\(path): too short"] }
            guard let pattern = schema["pattern"] as? String else { return [] }
            return text.range(of: pattern, options: .regularExpression) == nil ? ["\(path): \(text)"] : []
        case "boolean": return value is Bool ? [] : ["\(path): no truth value"]
        case "integer": return value is Int ? [] : ["\(path): no number"]
        default: return ["\(path): a schema of no known type"]
        }
    }

    private func objectProblems(of value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        guard let object = value as? [String: Any], let members = schema["properties"] as? [String: [String: Any]]
        else { return ["\(path): no object"] }
        let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
        return missing.map { "\(path).\($0): missing" }
            + object.flatMap { name, value in
                members[name].map { problems(of: value, $0, "\(path).\(name)") } ?? ["\(path).\(name): not documented"]
            }
    }
}
