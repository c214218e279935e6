package import Foundation

/// What an export's first line says.
package struct ExportHeader: Sendable, Hashable, Codable {
    package static let formatName = "sallyport-export"
    /// The newest version that this one writes and reads.
    package static let newestVersion = 1

    package var format: String
    package var version: Int
    /// The version of the product that wrote it.
    package var product: String
    /// The store's revision that all of it has.
    package var revision: Int
    package var generation: Int
    /// When it was begun, in milliseconds since 1970.
    package var time: Int
    /// The identity of the store that it is of, where that has one.
    package var store: String?

    package init(product: String, revision: Int, generation: Int, time: Date, store: String? = nil) {
        format = Self.formatName
        version = Self.newestVersion
        self.product = product
        self.revision = revision
        self.generation = generation
        self.store = store
        self.time = Int((time.timeIntervalSince1970 * 1_000).rounded())
    }
}

/// What an export's last line says: without it, the file was cut off.
package struct ExportFooter: Sendable, Hashable, Codable {
    package var counts: StoredCounts
    /// SHA-256 of everything before this line, in hexadecimal digits.
    package var sha256: String

    package init(counts: StoredCounts, sha256: String) {
        self.counts = counts
        self.sha256 = sha256
    }
}

/// The line around a footer, which tells it from the others by its beginning.
struct ExportFooterLine: Codable {
    static let prefix = Array(#"{"footer":"#.utf8)
    var footer: ExportFooter
}
