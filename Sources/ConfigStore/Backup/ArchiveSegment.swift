import Foundation

/// Some commits, one after the other, as one object of the archive.
///
/// NDJSON: a header, a line a commit, a footer with the sum of all before it. The header has the sum of the segment before,
/// so a segment that is missing, replaced or damaged breaks the chain and is named.
struct ArchiveSegment: Sendable, Hashable {
    struct Header: Sendable, Hashable, Codable {
        static let formatName = "sallyport-archive"
        static let newestVersion = 1

        var format = Self.formatName
        var version = Self.newestVersion
        var line: String
        /// The revision that the first commit comes after.
        var after: Int
        var first: Int
        var last: Int
        /// The sum of the segment before; the line's id in its first one.
        var previous: String
    }

    struct Footer: Sendable, Hashable, Codable {
        var count: Int
        var sha256: String
    }

    /// No segment is larger: what is read is bounded.
    static let maxBytes = 512 * 1024 * 1024

    var header: Header
    var commits: [Commit]
    var sum: String

    /// The object for some commits, of which there is one at least.
    static func encode(
        _ lines: [[UInt8]], first: Int, last: Int, after position: ArchivePosition
    ) throws -> (bytes: [UInt8], sum: String) {
        let header = Header(
            line: position.line.id, after: position.revision, first: first, last: last, previous: position.sum)
        var bytes = try StoreLines.encode(header) + [newline]
        for line in lines {
            bytes += line
            bytes.append(newline)
        }
        var sum = BackupSum()
        sum.add(bytes)
        let text = sum.text
        bytes += try StoreLines.encode(Footer(count: lines.count, sha256: text)) + [newline]
        return (bytes, text)
    }

    /// Reads an object, and compares all that it says of itself.
    init(_ bytes: [UInt8], key: String) throws(BackupProblem) {
        let lines = bytes.split(separator: Self.newline, omittingEmptySubsequences: false)
        guard lines.count >= 3, lines.last?.isEmpty == true, let end = lines.dropLast().last,
            let footer = try? StoreLines.decode(Footer.self, from: end)
        else { throw BackupProblem(key, "it has no end: it was cut or damaged") }
        var sum = BackupSum()
        sum.add(bytes[..<end.startIndex])
        guard sum.text == footer.sha256 else { throw BackupProblem(key, "its sum is another one: it was damaged") }
        guard let header = try? StoreLines.decode(Header.self, from: lines[0]),
            header.format == Header.formatName
        else { throw BackupProblem(key, "it is no segment of an archive") }
        guard (1...Header.newestVersion).contains(header.version) else {
            throw BackupProblem(key, "it has format version \(header.version): a newer sallyport wrote it")
        }
        var commits: [Commit] = []
        for line in lines[1..<(lines.count - 2)] {
            guard let commit = try? StoreLines.decode(Commit.self, from: line),
                commit.revision > (commits.last?.revision ?? header.after)
            else { throw BackupProblem(key, "line \(commits.count + 2) is no commit that comes after the one before") }
            commits.append(commit)
        }
        guard commits.count == footer.count, commits.first?.revision == header.first,
            commits.last?.revision == header.last
        else { throw BackupProblem(key, "it has other commits than it says") }
        self.header = header
        self.commits = commits
        self.sum = footer.sha256
    }

    private static let newline = UInt8(ascii: "\n")
}

/// How far an archive is: the last commit that it has, and the sum of the segment with it.
package struct ArchivePosition: Sendable, Hashable {
    package var line: BackupLine
    package var revision: Int
    var sum: String

    /// Where a line begins.
    init(beginning line: BackupLine, after revision: Int) {
        self.line = line
        self.revision = revision
        sum = line.id
    }

    init(after segment: ArchiveSegment, of line: BackupLine) {
        self.line = line
        revision = segment.header.last
        sum = segment.sum
    }

    init(line: BackupLine, revision: Int, sum: String) {
        self.line = line
        self.revision = revision
        self.sum = sum
    }
}
