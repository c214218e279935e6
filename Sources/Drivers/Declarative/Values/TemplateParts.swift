import Validation

/// Cuts a text with `{…}` in it into its parts.
enum TemplateParts {
    enum Part: Sendable, Hashable {
        case literal(String)
        /// What stands between braces.
        case braced(String)
    }

    static let maxBytes = 1024
    private static let maxBraced = 16

    static func of(_ text: String) throws(ManifestMistake) -> [Part] {
        func mistake(_ message: String) -> ManifestMistake {
            ManifestMistake(ManifestMistake.invalidTemplate, message)
        }
        guard text.utf8.count <= maxBytes else { throw ManifestMistake(.tooLong, "this has at most \(maxBytes) bytes") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw mistake("this is one line without control characters")
        }
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{" else { throw mistake("this } closes nothing") }
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            let inner = rest[rest.index(after: open)...]
            guard let close = inner.firstIndex(where: { $0 == "{" || $0 == "}" }), inner[close] == "}",
                close > inner.startIndex
            else { throw mistake("a { needs a name or a path, and a }") }
            parts.append(.braced(String(inner[..<close])))
            rest = inner[inner.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        let braced = parts.count { if case .braced = $0 { true } else { false } }
        guard braced <= maxBraced else { throw mistake("this has at most \(maxBraced) placeholders") }
        return parts
    }
}
