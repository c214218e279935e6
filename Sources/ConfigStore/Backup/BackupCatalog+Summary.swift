package import Foundation
import ObjectStorage

extension BackupCatalog {
    /// A line, as lists show it.
    package struct Summary: Sendable, Hashable {
        package var line: BackupLine
        package var checkpoints: [BackupCheckpoint]
        /// The last commit that was archived behind the last checkpoint; nil without one.
        package var archived: End?
    }

    package struct End: Sendable, Hashable {
        package var revision: Int
        package var time: Date
    }

    /// All lines, the oldest first, with what the keys say and the last segment of each.
    package func summaries() async throws -> [Summary] {
        var summaries: [Summary] = []
        for line in try await lines() {
            let checkpoints = try await checkpoints(of: line)
            var summary = Summary(line: line, checkpoints: checkpoints)
            let newest = checkpoints.last?.revision ?? -1
            let last = try await lastSegment(of: line, checkpoint: newest)
            if let last, let range = Self.revisions(of: last.key), range.upperBound > newest {
                summary.archived = try await end(of: last)
            }
            summaries.append(summary)
        }
        return summaries
    }

    /// The last commit of a segment; nil when it is damaged, which `verify` has the words for.
    private func end(of entry: ObjectEntry) async throws -> End? {
        do {
            return try await segment(entry).commits.last.map { End(revision: $0.revision, time: $0.time) }
        } catch is BackupProblem {
            return nil
        }
    }
}
