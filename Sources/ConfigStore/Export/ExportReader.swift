import Crypto
import Foundation

/// Reads an export as it comes, and holds it to its own order, counts and sum. It keeps one line and nothing else.
package struct ExportReader: Sendable {
    private var lines = LineSplitter()
    private var digest = SHA256()
    private var order = ItemOrder()
    private var line = 0
    /// Nil until its line has come.
    package private(set) var header: ExportHeader?
    package private(set) var footer: ExportFooter?
    package private(set) var counts = StoredCounts()

    package init() {}

    /// The line on which the next item is.
    package var nextLine: Int { counts.records + counts.claims + counts.references + 2 }

    /// Reads what has come.
    ///
    /// - Returns: The things on the lines that are complete now, in order; the first is on the line that `nextLine` was.
    package mutating func take(_ bytes: [UInt8]) throws(ExportProblem) -> [StoredItem] {
        var items: [StoredItem] = []
        var splitter = lines
        lines = LineSplitter()
        let isBounded = try splitter.take(bytes) { bytes throws(ExportProblem) in
            if let item = try read(bytes) { items.append(item) }
        }
        lines = splitter
        guard isBounded else {
            throw ExportProblem(line: line + 1, "it is longer than \(LineSplitter.maxLineBytes) bytes")
        }
        return items
    }

    /// Says that nothing more comes.
    package func finish() throws(ExportProblem) {
        if header == nil { throw ExportProblem(line: nil, "this is no export: it has no line") }
        if footer == nil || lines.hasRest {
            throw ExportProblem(
                line: line + 1,
                footer == nil ? "the file ends before its footer: it was cut off" : "something follows the footer")
        }
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>) throws(ExportProblem) -> StoredItem? {
        line += 1
        guard footer == nil else { throw ExportProblem(line: line, "something follows the footer") }
        if header == nil {
            header = try Self.header(bytes)
        } else if bytes.starts(with: ExportFooterLine.prefix) {
            footer = try checkedFooter(bytes)
            return nil
        } else {
            return try item(bytes)
        }
        hash(bytes)
        return nil
    }

    private mutating func item(_ bytes: ArraySlice<UInt8>) throws(ExportProblem) -> StoredItem {
        guard let item = try? StoreLines.decode(StoredItem.self, from: bytes) else {
            throw ExportProblem(line: line, "this is no record, claim or reference: the file is damaged")
        }
        guard order.follows(item) else {
            throw ExportProblem(line: line, "it is there twice, or not in order: the file was changed")
        }
        counts.add(item)
        hash(bytes)
        return item
    }

    private mutating func hash(_ bytes: ArraySlice<UInt8>) {
        digest.update(data: bytes)
        digest.update(data: [UInt8(ascii: "\n")])
    }

    private static func header(_ bytes: ArraySlice<UInt8>) throws(ExportProblem) -> ExportHeader {
        guard let header = try? StoreLines.decode(ExportHeader.self, from: bytes),
            header.format == ExportHeader.formatName
        else {
            throw ExportProblem(line: 1, "this is no export: the header \(ExportHeader.formatName) is missing")
        }
        guard (1...ExportHeader.newestVersion).contains(header.version) else {
            throw ExportProblem(
                line: 1,
                "its format has version \(header.version), this sallyport reads \(ExportHeader.newestVersion): "
                    + "import it with a newer one (\(header.product) wrote it)")
        }
        return header
    }

    private func checkedFooter(_ bytes: ArraySlice<UInt8>) throws(ExportProblem) -> ExportFooter {
        guard let footer = try? StoreLines.decode(ExportFooterLine.self, from: bytes).footer else {
            throw ExportProblem(line: line, "the footer can't be read: the file is damaged")
        }
        guard footer.counts == counts else {
            throw ExportProblem(line: line, "the footer counts other things than there are: lines are missing")
        }
        guard footer.sha256 == digest.finalize().hexadecimal else {
            throw ExportProblem(line: line, "the sum is another one: the file is damaged or was changed")
        }
        return footer
    }
}
