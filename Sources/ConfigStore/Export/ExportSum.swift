import Crypto

/// What the exports of the same data have in common: their counts, and the sum of their lines without header and footer.
package struct ExportSum: Sendable, Hashable {
    package private(set) var counts = StoredCounts()
    /// SHA-256 in hexadecimal digits.
    package var sha256: String { digest.finalize().hexadecimal }
    private var digest = SHA256()

    package init() {}

    package static func == (left: ExportSum, right: ExportSum) -> Bool {
        left.counts == right.counts && left.sha256 == right.sha256
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(sha256) }

    /// Adds the next things, which come in the order of an export.
    package mutating func add(_ items: [StoredItem]) throws {
        for item in items {
            digest.update(data: try StoreLines.encode(item))
            digest.update(data: [UInt8(ascii: "\n")])
            counts.add(item)
        }
    }
}
