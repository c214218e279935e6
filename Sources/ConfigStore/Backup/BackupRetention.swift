import Foundation
import ObjectStorage

/// Which checkpoints are kept, and the segments that go with them.
package struct BackupRetention: Sendable, Hashable {
    /// The most checkpoints.
    package var checkpoints: Int
    /// How many days one is kept. The last one stays, however old it is.
    package var days: Int

    package init(checkpoints: Int = 14, days: Int = 30) {
        self.checkpoints = checkpoints
        self.days = days
    }

    /// Removes what is kept no longer. What is interrupted is done the next time: checkpoints go first, so nothing is left that
    /// could be restored and lacks its segments.
    ///
    /// - Parameters:
    ///   - current: The line that is being written.
    func apply(to storage: any ObjectStorage, current: BackupLine, now: Date) async throws {
        let catalog = BackupCatalog(storage: storage)
        var kept: [BackupLine: [BackupCheckpoint]] = [:]
        let lines = try await catalog.lines()
        for line in lines { kept[line] = try await catalog.checkpoints(of: line) }
        let all = lines.flatMap { kept[$0] ?? [] }
        let oldest = now.addingTimeInterval(-Double(days) * 86_400)
        for (number, checkpoint) in all.dropLast().enumerated()
        where all.count - number > checkpoints || checkpoint.time < oldest {
            try await storage.delete(checkpoint.entry.key)
            kept[checkpoint.line]?.removeAll { $0 == checkpoint }
        }
        for line in lines {
            let first = kept[line]?.first
            if first == nil, line >= current { continue }
            try await removeSegments(of: line, upTo: first?.revision ?? .max, storage, isCurrent: line == current)
        }
    }

    private func removeSegments(
        of line: BackupLine, upTo revision: Int, _ storage: any ObjectStorage, isCurrent: Bool
    ) async throws {
        var last: ObjectEntry?
        try await BackupCatalog(storage: storage).segments(of: line, after: -1) { entry in
            // Of the line that is being written the last one stays: after a restart it tells that nothing is missing.
            let removable = isCurrent ? last : entry
            if let removable, let range = BackupCatalog.revisions(of: removable.key), range.upperBound <= revision {
                try await storage.delete(removable.key)
            }
            last = entry
        }
    }
}
