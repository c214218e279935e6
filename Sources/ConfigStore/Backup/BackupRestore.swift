package import Foundation
package import ObjectStorage

/// Up to where a backup is restored.
package enum BackupTarget: Sendable, Hashable {
    /// The last revision that was archived.
    case latest
    /// The last commit up to a time, that included.
    case time(Date)
    case revision(Int)
}

/// Restores a store from a checkpoint and the commits that were archived behind it.
package struct BackupRestore: Sendable {
    private let catalog: BackupCatalog
    private let check: RecordCheck?

    /// - Parameters:
    ///   - storage: What has the backups.
    ///   - keyringFile: The keyring that the store is to be used with: records are held to it and to this version as an
    ///     import's are. Nil when it isn't there yet.
    /// - Throws: `KeyringError`.
    package init(storage: any ObjectStorage, keyringFile: String? = nil) throws {
        catalog = BackupCatalog(storage: storage)
        check = try keyringFile.map { RecordCheck(keyring: try Keyring.load(path: $0, mayCreate: false)) }
    }

    /// What was restored.
    package struct Outcome: Sendable, Hashable {
        package var checkpoint: BackupCheckpoint
        /// The last revision that is in it.
        package var revision: Int
        /// When that one was committed; that of the checkpoint when nothing came behind it.
        package var time: Date
        package var commitCount: Int
        package var counts: StoredCounts
        /// The identity of the store that was backed up; nil where it has none.
        package var store: String?
    }

    /// Reads a backup, and makes what it has the store's current generation. Before that nothing changes.
    ///
    /// - Parameters:
    ///   - target: Up to where.
    ///   - store: What was there stays in the generation before.
    /// - Throws: `BackupProblem` when something is missing or damaged, `GenerationProblem` when it does not fit together,
    ///   `MissingRoom`.
    package func restore(to target: BackupTarget, into store: any GenerationKeeper) async throws -> Outcome {
        let checkpoint = try await checkpoint(for: target)
        try await store.requireRoom(for: checkpoint.entry.size)
        var (overlay, count) = (ChangeOverlay(), 0)
        var (revision, time) = (checkpoint.revision, checkpoint.time)
        let reached = try await BackupChain(catalog: catalog, line: checkpoint.line).walk(
            after: checkpoint.revision,
            problem: { problem in
                throw BackupProblem(
                    problem.key,
                    problem.message + "; --to-revision \(revision) restores what comes before it")
            }
        ) { segment in
            for commit in segment.commits where commit.revision > checkpoint.revision {
                guard target.includes(commit) else { return false }
                overlay.apply(commit)
                (revision, time, count) = (commit.revision, commit.time, count + 1)
            }
            // What is behind a revision that was asked for may be missing.
            if case .revision(let wanted) = target { return revision < wanted }
            return true
        }
        if case .revision(let wanted) = target, max(reached, revision) < wanted {
            throw BackupProblem("revision \(wanted) is not in the archive: its last one is \(revision)")
        }
        let (counts, header) = try await write(checkpoint, overlay, into: store)
        return Outcome(
            checkpoint: checkpoint, revision: revision, time: time, commitCount: count, counts: counts,
            store: header.store)
    }

    private func checked(_ items: [StoredItem]) throws -> [StoredItem] {
        guard let check else { return items }
        for case .record(let record) in items {
            if let problem = check.problem(of: record) {
                throw BackupProblem("\(record.kind) \(record.id): \(problem)")
            }
        }
        return items
    }

    private func checkpoint(for target: BackupTarget) async throws -> BackupCheckpoint {
        for line in try await catalog.lines().reversed() {
            let found = try await catalog.checkpoints(of: line).last { checkpoint in
                switch target {
                case .latest: true
                case .time(let time): checkpoint.time <= time
                case .revision(let revision): checkpoint.revision <= revision
                }
            }
            if let found { return found }
        }
        throw BackupProblem(
            target == .latest ? "there is no checkpoint" : "there is no checkpoint from so early on: see backup list")
    }

    private func write(
        _ checkpoint: BackupCheckpoint, _ overlay: ChangeOverlay, into store: any GenerationKeeper
    ) async throws -> (StoredCounts, ExportHeader) {
        let writer = try await store.beginGeneration()
        do {
            var merge = ChangeOverlay.Merge(overlay)
            let header = try await CheckpointFile.read(checkpoint, in: catalog.storage) { items in
                try await writer.write(checked(merge.next(items)))
            }
            try await writer.write(checked(merge.end()))
            let counts = try await writer.verify()
            try await writer.makeCurrent()
            return (counts, header)
        } catch {
            await writer.discard()
            throw error
        }
    }
}

extension BackupTarget {
    fileprivate func includes(_ commit: Commit) -> Bool {
        switch self {
        case .latest: true
        case .time(let time): commit.time <= time
        case .revision(let revision): commit.revision <= revision
        }
    }
}
