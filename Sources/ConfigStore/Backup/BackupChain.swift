import ObjectStorage

/// The segments of a line behind a checkpoint, one after the other, each held to the one before.
struct BackupChain: Sendable {
    let catalog: BackupCatalog
    let line: BackupLine

    /// Reads the segments that have commits after a revision.
    ///
    /// - Parameters:
    ///   - revision: That of a checkpoint.
    ///   - problem: Told what is wrong. What it doesn't throw is passed over, and the chain goes on behind it.
    ///   - segment: Takes each segment; false when it needs no more.
    /// - Returns: The last revision that was read.
    func walk(
        after revision: Int, problem: (BackupProblem) throws -> Void,
        segment body: (ArchiveSegment) async throws -> Bool
    ) async throws -> Int {
        var reached = revision
        var sum: String?
        var isOver = false
        func look(at entry: ObjectEntry) async throws {
            guard !isOver, let range = BackupCatalog.revisions(of: entry.key) else { return }
            let segment: ArchiveSegment
            do {
                segment = try await catalog.segment(entry)
                guard segment.header.line == line.id else {
                    throw BackupProblem(entry.key.text, "it is of the line \(segment.header.line)")
                }
            } catch let damage as BackupProblem {
                guard range.upperBound > reached else { return }
                try problem(damage)
                (reached, sum) = (range.upperBound, nil)
                return
            }
            // Written twice, in other pieces, while two thought that they lead; or older than the checkpoint.
            if segment.header.last <= reached {
                if segment.header.last == reached, sum == nil { sum = segment.sum }
                return
            }
            let follows = segment.header.after <= reached && (sum == nil || segment.header.previous == sum)
            if !follows {
                try problem(
                    BackupProblem(
                        entry.key.text,
                        segment.header.after > reached
                            ? "revisions \(reached + 1) to \(segment.header.after) are missing before it"
                            : "it does not continue the segment before it: that one was replaced"))
            }
            (reached, sum) = (segment.header.last, segment.sum)
            isOver = try await !body(segment)
        }
        // The one that the checkpoint lies in begins before it.
        if let first = try await catalog.segment(of: line, beginningAtMost: revision) { try await look(at: first) }
        try await catalog.segments(of: line, after: revision) { try await look(at: $0) }
        return reached
    }
}
