import ConfigStore
import EtcdAccess
import Foundation
import Logging
import Synchronization

/// Keeps the replica like etcd: it loads everything once, then follows the watch, and loads again when the history does
/// not go back far enough or another generation becomes the current one.
final class Follower: Sendable {
    private struct Known {
        var position: Replica.Position?
        var failure: (any Error)?
        /// When the copy was like etcd for all that is known.
        var lastFollowed: ContinuousClock.Instant?
        /// What somebody has to do before it goes on.
        var obstacle: String?
    }

    let client: EtcdClient
    let keys: EtcdKeys
    let replica: Replica
    /// Where a store comes from that etcd has lost and nobody has a copy of; nil where no backups are written.
    let backup: BackupRecovery?
    private let demand: Demand
    /// How far the copy is, for those who wait for it.
    let progress: RevisionProgress
    private let outcomes: CommitOutcomes
    /// The latest commits, for those who read them.
    let recent = RecentCommits()
    let board = EtcdBoard()
    /// The revision of the last commit that reads see.
    let commits: RevisionProgress
    let logger: Logger
    private let known = Mutex(Known())
    /// Reached when the replica is up to date for the first time, or can't ever be.
    private let start = RevisionProgress(0)
    private static let maxPauseMilliseconds = 1_000

    init(
        client: EtcdClient, keys: EtcdKeys, replica: Replica, backup: BackupRecovery?, outcomes: CommitOutcomes,
        logger: Logger
    ) {
        let demand = Demand()
        self.demand = demand
        progress = RevisionProgress(0, onWait: demand.raise)
        commits = RevisionProgress(0, onWait: demand.raise)
        self.client = client
        self.keys = keys
        self.replica = replica
        self.backup = backup
        self.outcomes = outcomes
        self.logger = logger
    }

    /// What etcd's data belongs to, as far as is known here.
    var state: StoreState { known.withLock { $0.position?.state } ?? StoreState(identity: "", generation: 0) }
    var position: Replica.Position? { known.withLock { $0.position } }
    /// The revision of the last commit that the replica has.
    var latest: Int { position?.commit ?? 0 }
    var lastFollowed: ContinuousClock.Instant? { known.withLock { $0.lastFollowed } }
    /// Why nothing can be written until somebody does something about it; nil when there is no such reason.
    var obstacle: String? { known.withLock { $0.obstacle } }

    /// Waits until reads have something to read.
    func waitForStart() async throws {
        try await start.wait(for: 1)
        if let failure = known.withLock({ $0.failure }) { throw failure }
    }

    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await follow { failures = 0 }
            } catch is Outdated {
                continue
            } catch EtcdError.compacted {
                logger.notice("etcd's history does not go back far enough: everything is read again")
                do { try await load(settled()) } catch { await wait(after: error, &failures) }
            } catch {
                await wait(after: error, &failures)
            }
        }
        for progress in [start, commits] { progress.close() }
        board.close()
    }

    /// Another generation or store is what counts now.
    struct Outdated: Error {}

    private func wait(after error: any Error, _ failures: inout Int) async {
        if Task.isCancelled { return }
        let isHopeless =
            switch error {
            case EtcdError.unauthenticated, EtcdError.untrusted, EtcdError.refused, StoreError.unusable: true
            default: false
            }
        if isHopeless, start.revision == 0 {
            known.withLock { $0.failure = StoreError.unusable("\(error)") }
            return start.advance(to: 1)
        }
        known.withLock { known in
            if failures == 0, known.position != nil { known.lastFollowed = .now }
            known.obstacle = isHopeless ? "\(error)" : nil
        }
        failures += 1
        logger.warning("etcd is not followed for now", metadata: ["error": .string("\(error)")])
        let most = min(Self.maxPauseMilliseconds, 20 << min(failures, 6))
        try? await Task.sleep(for: .milliseconds(Int.random(in: (most / 2)...most)))
    }

    private func follow(_ succeeded: () -> Void) async throws {
        let current = try await settled()
        var position = try await replica.position()
        if position?.state != current.state {
            try await load(current)
            position = try await replica.position()
        }
        guard let position else { throw EtcdError.unavailable("there is nothing to follow") }
        recent.begin(at: position)
        board.note(current.wish?.value, revision: current.revision + current.state.offset)
        arrive(at: position)
        succeeded()
        // What was committed before this instance started is seen before anybody reads.
        let target = current.position.commit
        if position.commit >= target { start.advance(to: 1) }
        try await watch(from: position) { [self] in
            if latest >= target { start.advance(to: 1) }
        }
    }

    /// Applies what the watch tells, and meanwhile takes in what it tells next.
    private func watch(from position: Replica.Position, _ applied: @Sendable @escaping () -> Void) async throws {
        let offset = position.state.offset
        let told = ToldBatches { [self] revision in
            start.revision == 0 || progress.isAwaited(upTo: revision + offset)
                || commits.isAwaited(upTo: revision + offset)
        }
        demand.raise(to: told.look)
        // It holds what holds the demand.
        defer { demand.raise(to: nil) }
        try await withThrowingTaskGroup(of: Void.self) { [self] group in
            group.addTask {
                try await self.client.watch(self.keys.all, from: position.revision + 1) { await told.add($0) }
            }
            group.addTask { await told.remind() }
            group.addTask {
                while let batch = await told.next() {
                    try await self.take(batch)
                    applied()
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What a batch tells, with what the parts of large commits have, as if it had been told at once.
    private func events(_ batch: EtcdWatchBatch) async throws(EtcdError) -> [EtcdWatchEvent] {
        func isStaged(_ event: EtcdWatchEvent) -> Bool {
            event.key == keys.exclusive && event.value == StagedCommit.mark
        }
        guard batch.events.contains(where: isStaged) else { return batch.events }
        var events: [EtcdWatchEvent] = []
        for event in batch.events {
            if isStaged(event) {
                events += try await StagedCommit(client: client, keys: keys).events(of: event.revision)
            } else {
                events.append(event)
            }
        }
        return events
    }

    private func arrive(at position: Replica.Position) {
        known.withLock { known in
            (known.position, known.lastFollowed, known.obstacle) = (position, .now, nil)
        }
        commits.advance(to: position.commit)
        progress.advance(to: position.reached)
    }

    private func take(_ batch: EtcdWatchBatch) async throws {
        guard var position = known.withLock({ $0.position }) else { return }
        position.revision = max(position.revision, batch.revision)
        var marks: [(String, Int)] = []
        for event in batch.events where event.key == keys.latest {
            position.latest = event.revision
            marks.append((String(decoding: event.value ?? [], as: UTF8.self), event.revision))
        }
        let states = batch.events.filter { $0.key == keys.state }
        if states.contains(where: { $0.value != position.state.value }) { throw Outdated() }
        let data = DataKeys(keys, generation: position.state.generation)
        let changes = try data.changes(try await events(batch))
        try await replica.apply(changes, upTo: position)
        let offset = position.state.offset
        for (mark, revision) in marks { outcomes.note(mark, .init(revision: revision, events: batch.events)) }
        recent.add(changes, commits: marks.map(\.1), offset: offset)
        for event in batch.events where event.key == keys.maintenance {
            board.note(event.value, revision: event.revision + offset)
        }
        arrive(at: position)
    }

    /// Reads the current generation whole, as it was at one revision.
    private func load(_ current: CurrentStore) async throws {
        let data = DataKeys(keys, generation: current.state.generation)
        let walk = RangeWalk(client: client, range: data.all, revision: current.revision)
        try await replica.replace(keys: data, position: current.position, by: walk)
    }
}
