import Crypto
import Foundation

/// Writes an export line by line: NDJSON, a header, a line for each thing, a footer.
package struct ExportEncoder: Sendable {
    private var digest = SHA256()
    package private(set) var counts = StoredCounts()

    package init() {}

    /// The first line.
    package mutating func begin(_ header: ExportHeader) throws -> [UInt8] {
        try line(header)
    }

    /// The lines of some things, which come in the order of a `StoreExport`.
    package mutating func lines(_ items: [StoredItem]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for item in items {
            bytes += try StoreLines.encode(item)
            bytes.append(UInt8(ascii: "\n"))
            counts.add(item)
        }
        digest.update(data: bytes)
        return bytes
    }

    /// The last line.
    package func end() throws -> [UInt8] {
        let footer = ExportFooter(counts: counts, sha256: digest.finalize().hexadecimal)
        return try StoreLines.encode(ExportFooterLine(footer: footer)) + [UInt8(ascii: "\n")]
    }

    private mutating func line(_ value: some Encodable) throws -> [UInt8] {
        let bytes = try StoreLines.encode(value) + [UInt8(ascii: "\n")]
        digest.update(data: bytes)
        return bytes
    }
}

extension SHA256.Digest {
    var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
