import Foundation
import ObjectStorage

/// Brings commits into the archive: those of half a second as one segment, or of some megabytes.
struct Archiver: Sendable {
    let store: any DataStore
    let storage: any ObjectStorage
    let now: @Sendable () -> Date

    /// The commits that are waiting are no longer all there: only another line can go on.
    struct Broken: Error {}

    /// How large a segment gets before it is closed.
    private static let segmentBytes = 4 * 1024 * 1024
    private static let pageSize = 1_000

    /// A segment that is written again, the same bytes under the same key, until the storage has it.
    struct Pending: Sendable {
        let key: ObjectKey
        let bytes: [UInt8]
        let position: ArchivePosition
        /// Up to which revision commits are not needed any more. The last one stays: it tells later whose line this is.
        let dropped: Int
    }

    /// Where the newest line can be gone on with, because the store still has the commit that the line ends with; else where
    /// a new line begins.
    func position() async throws -> ArchivePosition {
        let catalog = BackupCatalog(storage: storage)
        let last = try await catalog.lines().last
        if let last, let position = try await resumed(last, catalog) { return position }
        return ArchivePosition(beginning: .next(after: last, now: now()), after: store.revision)
    }

    private func resumed(_ line: BackupLine, _ catalog: BackupCatalog) async throws -> ArchivePosition? {
        let newest = try await catalog.checkpoints(of: line).last?.revision ?? -1
        // What is damaged can't be gone on with; `verify` says so too.
        guard let end = try await catalog.lastSegment(of: line, checkpoint: newest),
            let segment = try? await catalog.segment(end), let last = segment.commits.last
        else { return nil }
        let before = segment.commits.dropLast().last?.revision ?? segment.header.after
        guard case .commits(let kept) = try await store.commits(after: before, limit: 1), kept.first == last else {
            return nil
        }
        return ArchivePosition(after: segment, of: line)
    }

    /// The next segment after a position; nil when there are no more commits.
    ///
    /// - Throws: `Broken`.
    func next(after position: ArchivePosition) async throws -> Pending? {
        var lines: [[UInt8]] = []
        var bytes = 0
        var (first, last, before) = (0, position.revision, position.revision)
        while bytes < Self.segmentBytes {
            guard case .commits(let commits) = try await store.commits(after: last, limit: Self.pageSize) else {
                if lines.isEmpty { throw Broken() }
                break
            }
            if commits.isEmpty { break }
            for commit in commits where bytes < Self.segmentBytes {
                let line = try StoreLines.encode(commit)
                if lines.isEmpty { first = commit.revision }
                lines.append(line)
                bytes += line.count
                (before, last) = (last, commit.revision)
            }
        }
        if lines.isEmpty { return nil }
        let (object, sum) = try ArchiveSegment.encode(lines, first: first, last: last, after: position)
        return Pending(
            key: try position.line.segmentKey(first: first, last: last), bytes: object,
            position: ArchivePosition(line: position.line, revision: last, sum: sum), dropped: before)
    }

    /// Writes a segment. Once this returns, what is in it is safe.
    func write(_ pending: Pending) async throws -> ArchivePosition {
        try await storage.put(pending.key, pending.bytes)
        try await store.dropCommits(through: pending.dropped)
        return pending.position
    }
}
