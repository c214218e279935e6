package import Foundation

/// A JSON text, and where its values are in it.
///
/// It reads what `JSONDecoder` reads, in a fraction of the time: of a delivery little is asked for, and every delivery is
/// read. Of members with one name the first counts. A comma behind the last element is refused, as RFC 8259 has it.
package final class JSONDocument: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]
    private let time: (@Sendable (String) -> Date?)?

    /// - Parameters:
    ///   - bytes: The text.
    ///   - time: What a text is as a time; times are numbers where it is nil.
    /// - Throws: `DecodingError` when it is no JSON.
    package init(_ bytes: [UInt8], time: (@Sendable (String) -> Date?)? = nil) throws {
        self.bytes = bytes
        self.time = time
        do throws(JSONScanner.Fault) {
            nodes = try JSONScanner.nodes(of: bytes)
        } catch {
            throw Self.corrupted("there is no JSON at byte \(error.position)")
        }
    }

    /// Reads the whole document.
    ///
    /// - Throws: `DecodingError`, without the path to what is wrong.
    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try value(type, at: 0)
    }

    func value<Value: Decodable>(_ type: Value.Type, at node: Int) throws -> Value {
        if type == Date.self, let time {
            guard let date = time(try string(at: node)) as? Value else { throw Self.corrupted("a text is no time") }
            return date
        }
        if type == Data.self || type == URL.self || type == Decimal.self {
            // They are not what their own `Decodable` says.
            return try JSONDecoder().decode(type, from: Data(bytes[range(of: node)]))
        }
        return try type.init(from: JSONDocumentDecoder(document: self, node: node))
    }

    /// The bytes of a value, those of a string with its quotation marks.
    private func range(of node: Int) -> Range<Int> {
        let (range, isString) = (nodes[node].bytes, nodes[node].isString)
        return isString ? range.lowerBound - 1..<range.upperBound + 1 : range
    }

    func isNull(_ node: Int) -> Bool { nodes[node].kind == .null }

    func string(at node: Int) throws -> String {
        let found = nodes[node]
        let text: String?
        switch found.kind {
        case .string:
            text = bytes.withUnsafeBufferPointer { bytes in
                JSONString.text(UnsafeBufferPointer(rebasing: bytes[found.bytes]).span)
            }
        case .escapedString: text = JSONString.unescaped(bytes[found.bytes])
        default: throw mismatch(String.self, node)
        }
        guard let text else { throw Self.corrupted("a string is no Unicode") }
        return text
    }

    func bool(at node: Int) throws -> Bool {
        switch nodes[node].kind {
        case .yes: return true
        case .no: return false
        default: throw mismatch(Bool.self, node)
        }
    }

    func integer<Number: FixedWidthInteger>(_ type: Number.Type, at node: Int) throws -> Number {
        let text = try number(type, at: node)
        if let number = Number(text) { return number }
        // `1.0` and `1e2` are whole numbers too.
        if text.utf8.contains(where: { [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains($0) }),
            let number = Double(text).flatMap({ Number(exactly: $0) })
        {
            return number
        }
        throw Self.corrupted("a number does not fit into \(type)")
    }

    func float<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ type: Number.Type, at node: Int
    ) throws -> Number {
        guard let number = Number(try number(type, at: node)), number.isFinite else {
            throw Self.corrupted("a number does not fit into \(type)")
        }
        return number
    }

    private func number(_ type: any Any.Type, at node: Int) throws -> String {
        guard nodes[node].kind == .number else { throw mismatch(type, node) }
        return String(decoding: bytes[nodes[node].bytes], as: UTF8.self)
    }

    /// That a value is of another kind than the one that is asked for.
    func mismatch(_ type: any Any.Type, _ node: Int) -> DecodingError {
        let context = DecodingError.Context(codingPath: [], debugDescription: "it is of another kind")
        return isNull(node) ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    package static func corrupted(_ description: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: description))
    }
}
