import Foundation

/// An object that is read member by member. Each container of a `Decoder` looks up its types, which costs more than reading
/// a small object: this is for what a delivery has many of.
package struct JSONObject {
    private let document: JSONDocument
    private let node: Int

    init(_ document: JSONDocument, _ node: Int) throws {
        guard document.nodes[node].kind == .object else { throw document.mismatch([String: Any].self, node) }
        self.document = document
        self.node = node
    }

    /// A text; nil when there is no such member, or it is null.
    package func text(_ name: StaticString) throws -> String? {
        try place(name).map(document.string(at:))
    }

    /// An object in this one; nil when there is no such member, or it is null.
    package func object(_ name: StaticString) throws -> JSONObject? {
        try place(name).map { try JSONObject(document, $0) }
    }

    /// Whether another object is written with the same bytes.
    package func isWritten(like other: JSONObject) -> Bool {
        let (mine, others) = (document.nodes[node], other.document.nodes[other.node])
        guard mine.bytes.count == others.bytes.count else { return false }
        return document.bytes.withUnsafeBytes { bytes in
            other.document.bytes.withUnsafeBytes { otherBytes in
                // An object has two bytes at least.
                guard let left = bytes.baseAddress, let right = otherBytes.baseAddress else { return false }
                return memcmp(left + Int(mine.start), right + Int(others.start), mine.bytes.count) == 0
            }
        }
    }

    private func place(_ name: StaticString) -> Int? {
        let found = name.withUTF8Buffer { document.find($0, in: node) }
        return found.flatMap { document.isNull($0) ? nil : $0 }
    }
}

extension JSONDocument {
    /// Reads every object of the array that a decoder is at.
    ///
    /// - Returns: Whether the decoder is a document's; with any other nothing is read.
    /// - Throws: `DecodingError` when it is no array of objects, and what `read` throws.
    package static func readObjects(_ decoder: any Decoder, _ read: (JSONObject) throws -> Void) throws -> Bool {
        guard let decoder = decoder as? JSONDocumentDecoder else { return false }
        let (document, array) = (decoder.document, decoder.node)
        guard document.nodes[array].kind == .array else { throw document.mismatch([Any].self, array) }
        var node = array + 1
        while node < document.nodes[array].next {
            try read(JSONObject(document, node))
            node = Int(document.nodes[node].next)
        }
        return true
    }
}
