package import Foundation
package import ObjectStorage

/// What a storage has of backups.
package struct BackupCatalog: Sendable {
    let storage: any ObjectStorage

    package init(storage: any ObjectStorage) {
        self.storage = storage
    }

    /// All lines, the oldest first.
    package func lines() async throws -> [BackupLine] {
        var lines: [BackupLine] = []
        var after: String?
        repeat {
            // One object tells the line: the next one asked for is behind all of it.
            let page = try await storage.list(prefix: BackupLine.prefix, after: after, limit: 1)
            guard let entry = page.entries.first else {
                after = page.next
                continue
            }
            let id = entry.key.text.dropFirst(BackupLine.prefix.count).prefix { $0 != "/" }
            if let line = BackupLine(id: String(id)) { lines.append(line) }
            after = "\(BackupLine.prefix)\(id)0"
        } while after != nil
        return lines
    }

    /// The checkpoints of a line, the oldest first.
    package func checkpoints(of line: BackupLine) async throws -> [BackupCheckpoint] {
        var checkpoints: [BackupCheckpoint] = []
        try await storage.entries(prefix: line.checkpointPrefix) { entry in
            if let checkpoint = BackupCheckpoint(entry: entry, line: line) { checkpoints.append(checkpoint) }
        }
        return checkpoints
    }

    /// The segments of a line that begin after a revision, in order.
    func segments(
        of line: BackupLine, after revision: Int, _ body: (ObjectEntry) async throws -> Void
    ) async throws {
        try await storage.entries(prefix: line.segmentPrefix, after: line.segmentKey(after: revision), body)
    }

    /// The segment that has a revision or ends before it: the last that begins no later.
    func segment(of line: BackupLine, beginningAtMost revision: Int) async throws -> ObjectEntry? {
        var found: ObjectEntry?
        try await segments(of: line, after: -1) { entry in
            if let range = Self.revisions(of: entry.key), range.lowerBound <= revision { found = entry }
        }
        return found
    }

    /// The last segment of a line whose last checkpoint is of a revision; it may end before that.
    func lastSegment(of line: BackupLine, checkpoint revision: Int) async throws -> ObjectEntry? {
        var last: ObjectEntry?
        try await segments(of: line, after: revision) { last = $0 }
        if let last { return last }
        return try await segment(of: line, beginningAtMost: revision)
    }

    /// Reads a segment and compares its sums.
    func segment(_ entry: ObjectEntry) async throws -> ArchiveSegment {
        guard let bytes = try await storage.bytes(of: entry.key, limit: ArchiveSegment.maxBytes) else {
            throw BackupProblem(entry.key.text, "it is gone")
        }
        let segment = try ArchiveSegment(bytes, key: entry.key.text)
        guard Self.revisions(of: entry.key) == segment.header.first...segment.header.last else {
            throw BackupProblem(entry.key.text, "it has other revisions than its name says")
        }
        return segment
    }

    /// The first and the last revision that a segment's key names.
    static func revisions(of key: ObjectKey) -> ClosedRange<Int>? {
        let name = key.text.split(separator: "/").last ?? ""
        let parts = name.dropLast(".ndjson".count).split(separator: "-").compactMap { Int($0) }
        guard name.hasSuffix(".ndjson"), parts.count == 2, parts[0] <= parts[1] else { return nil }
        return parts[0]...parts[1]
    }
}

/// A full export of a line, as its key describes it.
package struct BackupCheckpoint: Sendable, Hashable {
    package let line: BackupLine
    package let entry: ObjectEntry
    package let revision: Int
    /// When it was taken, to the second.
    package let time: Date

    init?(entry: ObjectEntry, line: BackupLine) {
        let name = entry.key.text.split(separator: "/").last ?? ""
        let parts = name.dropLast(".ndjson".count).split(separator: "-")
        guard name.hasSuffix(".ndjson"), parts.count == 2, let revision = Int(parts[0]),
            let time = BackupTime.date(of: String(parts[1]))
        else { return nil }
        self.line = line
        self.entry = entry
        self.revision = revision
        self.time = time
    }
}
