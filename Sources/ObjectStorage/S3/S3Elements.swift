/// The few elements of S3's answers that are needed, found in the XML by their names.
///
/// S3's answers have no attributes, comments or sections that matter here; a parser of all XML would take longer to load
/// than the request does.
struct S3Elements {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// The text of the first element of that name; nil without one.
    func text(_ name: String) -> String? {
        first(name).map { Self.unescaped($0.content) }
    }

    /// What is inside each element of that name, in order.
    func all(_ name: String) -> [S3Elements] {
        var found: [S3Elements] = []
        var rest = self
        while let next = rest.first(name) {
            found.append(S3Elements(next.content))
            rest = S3Elements(bytes[next.end...])
        }
        return found
    }

    private func first(_ name: String) -> (content: ArraySlice<UInt8>, end: Int)? {
        guard let start = bytes.firstRange(of: Array("<\(name)>".utf8)) else { return nil }
        guard let end = bytes[start.upperBound...].firstRange(of: Array("</\(name)>".utf8)) else { return nil }
        return (bytes[start.upperBound..<end.lowerBound], end.upperBound)
    }

    /// The text that is meant by one with `&amp;` and the like.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("&") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";"),
                let character = character(rest[rest.index(after: start)..<end])
            else { return result + rest[start...] }
            result.unicodeScalars.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number =
                name.hasPrefix("#x")
                ? UInt32(name.dropFirst(2), radix: 16)
                : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            return number.flatMap(Unicode.Scalar.init)
        }
    }
}
