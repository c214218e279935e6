import Foundation
import Logging
import ObjectStorage
import ServiceLifecycle
import Synchronization

/// Keeps the backups of a store current: commits within a second, checkpoints when they are due.
///
/// It holds nobody up: while the storage is away, commits wait in the store.
final class BackupWorker: Sendable {
    private let store: any DataStore
    private let settings: BackupSettings
    private let leadership: any BackupLeadership
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let pause: @Sendable (Duration) async throws -> Void
    private let progress = Mutex(Progress())

    private struct Progress {
        /// Nil before the archive has begun.
        var position: ArchivePosition?
        /// A segment that the storage may not have yet.
        var pending: Archiver.Pending?
    }

    /// How long commits gather for one segment.
    private static let segmentInterval = Duration.milliseconds(400)
    private static let lastPause = Duration.seconds(10)
    /// How long what is left is written when the service ends.
    private static let lastEffort = Duration.seconds(5)

    init(
        store: any DataStore, settings: BackupSettings, leadership: any BackupLeadership = OnlyInstance(),
        logger: Logger, now: @escaping @Sendable () -> Date = { Date() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.store = store
        self.settings = settings
        self.leadership = leadership
        self.logger = logger
        self.now = now
        self.pause = pause
    }

    /// Works until the task is cancelled or the service is shut down.
    func run() async {
        try? await cancelWhenGracefulShutdown { [self] in
            try await leadership.lead { [self] in
                // Another instance may have gone on with the archive meanwhile.
                progress.withLock { $0 = Progress() }
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await self.archive() }
                    group.addTask { await self.checkpoint() }
                }
                await finish()
            }
        }
    }

    // MARK: - The archive

    private var archiver: Archiver { Archiver(store: store, storage: settings.storage, now: now) }

    private func archive() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                let start = try await begun()
                if progress.withLock({ $0.pending == nil }) {
                    try await store.wait(for: start.revision + 1)
                    try await pause(Self.segmentInterval)
                }
                try await archiveWaiting()
                if failures > 0 { logger.notice("the archive goes on") }
                failures = 0
            } catch is Archiver.Broken {
                logger.warning("commits are no longer there that the archive lacks: it begins anew with a checkpoint")
                progress.withLock { $0 = Progress() }
            } catch {
                if Task.isCancelled { return }
                failures += 1
                await wait(after: failures, "the archive is behind", error)
            }
        }
    }

    private func begun() async throws -> ArchivePosition {
        if let position = progress.withLock({ $0.position }) { return position }
        let position = try await archiver.position()
        progress.withLock { $0.position = position }
        logger.info(
            "the archive begins",
            metadata: ["line": .string(position.line.id), "revision": .stringConvertible(position.revision)])
        return position
    }

    /// Writes segments until no commits wait. One that failed is written again as it was.
    private func archiveWaiting() async throws {
        while let (position, pending) = progress.withLock({ now in now.position.map { ($0, now.pending) } }) {
            var segment = pending
            if segment == nil { segment = try await archiver.next(after: position) }
            guard let segment else { return }
            progress.withLock { $0.pending = segment }
            let end = try await archiver.write(segment)
            progress.withLock { $0 = Progress(position: end) }
        }
    }

    /// Writes what is left, in a task of its own: the one that worked is cancelled by now.
    private func finish() async {
        await Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await self.archiveWaiting() }
                group.addTask { try? await Task.sleep(for: Self.lastEffort) }
                await group.next()
                group.cancelAll()
            }
        }.value
    }

    // MARK: - Checkpoints

    private func checkpoint() async {
        var failures = 0
        var last: (line: BackupLine, time: Date?)?
        while !Task.isCancelled {
            do {
                if let line = progress.withLock({ $0.position?.line }) {
                    if last?.line != line { last = (line, try await newestCheckpoint(of: line)) }
                    if isDue(after: last?.time) {
                        last = (line, try await writeCheckpoint(to: line))
                        try await settings.retention.apply(to: settings.storage, current: line, now: now())
                    }
                }
                failures = 0
                try await pause(.seconds(1))
            } catch {
                if Task.isCancelled { return }
                failures += 1
                await wait(after: failures, "there is no new checkpoint", error)
            }
        }
    }

    private func newestCheckpoint(of line: BackupLine) async throws -> Date? {
        try await BackupCatalog(storage: settings.storage).checkpoints(of: line).last?.time
    }

    /// A clock that jumped back makes one due as one that goes on does.
    private func isDue(after time: Date?) -> Bool {
        guard let time else { return true }
        return abs(now().timeIntervalSince(time)) >= Double(settings.checkpointInterval)
    }

    /// - Returns: When it was taken.
    private func writeCheckpoint(to line: BackupLine) async throws -> Date {
        let time = now()
        let revision = try await store.export { [settings] export in
            let key = try line.checkpointKey(revision: export.revision, time: time)
            try await settings.storage.put(
                key, size: nil, CheckpointBytes(export, product: settings.product, time: time))
            return export.revision
        }
        logger.info(
            "a checkpoint was written", metadata: ["line": .string(line.id), "revision": .stringConvertible(revision)])
        return time
    }

    /// Says the first failure of several in a row, and waits longer each time.
    private func wait(after failures: Int, _ message: Logger.Message, _ error: any Error) async {
        let level: Logger.Level = failures == 1 || failures % 30 == 0 ? .warning : .debug
        logger.log(level: level, message, metadata: ["error": .string("\(error)")])
        try? await pause(min(Self.lastPause, .milliseconds(250) * (1 << min(failures, 8))))
    }
}
