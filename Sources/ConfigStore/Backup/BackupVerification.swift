package import Foundation
package import ObjectStorage

/// Reads back everything that was written, and says what is missing or damaged.
package struct BackupVerification: Sendable {
    private let catalog: BackupCatalog

    package init(storage: any ObjectStorage) {
        catalog = BackupCatalog(storage: storage)
    }

    /// One line, as far as it can be restored.
    package struct Report: Sendable, Hashable {
        package var line: BackupLine
        package var checkpoints: [BackupCheckpoint]
        package var segmentCount = 0
        package var commitCount = 0
        /// The last revision that can be restored, and when it was committed.
        package var revision = 0
        package var time: Date
        package var problems: [BackupProblem] = []
    }

    /// - Parameter report: Takes each line's, the oldest first.
    /// - Returns: What is wrong with all of them together.
    package func verify(_ report: (Report) async throws -> Void) async throws -> [BackupProblem] {
        var hasCheckpoint = false
        for line in try await catalog.lines() {
            let result = try await verify(line)
            if !result.checkpoints.isEmpty { hasCheckpoint = true }
            try await report(result)
        }
        return hasCheckpoint ? [] : [BackupProblem("there is no checkpoint: nothing can be restored")]
    }

    private func verify(_ line: BackupLine) async throws -> Report {
        var report = Report(line: line, checkpoints: try await catalog.checkpoints(of: line), time: line.time)
        for checkpoint in report.checkpoints {
            do {
                try await CheckpointFile.read(checkpoint, in: catalog.storage) { _ in }
            } catch let problem as BackupProblem {
                report.problems.append(problem)
            }
        }
        guard let first = report.checkpoints.first, let last = report.checkpoints.last else { return report }
        (report.revision, report.time) = (last.revision, last.time)
        // A chain that ends before the last checkpoint is whole all the same: that one may be ahead of the archive.
        var broken: [BackupProblem] = []
        _ = try await BackupChain(catalog: catalog, line: line).walk(
            after: first.revision, problem: { broken.append($0) }
        ) { segment in
            report.segmentCount += 1
            report.commitCount += segment.commits.count
            if let end = segment.commits.last, end.revision > report.revision {
                (report.revision, report.time) = (end.revision, end.time)
            }
            return true
        }
        report.problems += broken
        return report
    }
}
