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
    }

    private let client: EtcdClient
    private let keys: EtcdKeys
    private let replica: Replica
    private let progress: RevisionProgress
    private let outcomes: CommitOutcomes
    /// The latest commits, for those who read them.
    let recent = RecentCommits()
    let board = EtcdBoard()
    /// The revision of the last commit that reads see.
    let commits = RevisionProgress(0)
    private let logger: Logger
    private let known = Mutex(Known())
    /// Reached when the replica is up to date for the first time, or can't ever be.
    private let start = RevisionProgress(0)
    private static let maxPauseMilliseconds = 1_000

    init(
        client: EtcdClient, keys: EtcdKeys, replica: Replica, progress: RevisionProgress, outcomes: CommitOutcomes,
        logger: Logger
    ) {
        self.client = client
        self.keys = keys
        self.replica = replica
        self.progress = progress
        self.outcomes = outcomes
        self.logger = logger
    }

    /// What etcd's data belongs to, as far as is known here.
    var state: StoreState { known.withLock { $0.position?.state } ?? StoreState(identity: "", generation: 0) }
    var position: Replica.Position? { known.withLock { $0.position } }
    /// The revision of the last commit that the replica has.
    var latest: Int { known.withLock { $0.position?.latest } ?? 0 }

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
                do { try await load() } catch { await wait(after: error, &failures) }
            } catch {
                await wait(after: error, &failures)
            }
        }
        for progress in [start, commits] { progress.close() }
        board.close()
    }

    /// Another generation or store is what counts now.
    private struct Outdated: Error {}

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
        failures += 1
        logger.warning("etcd is not followed for now", metadata: ["error": .string("\(error)")])
        let most = min(Self.maxPauseMilliseconds, 20 << min(failures, 6))
        try? await Task.sleep(for: .milliseconds(Int.random(in: (most / 2)...most)))
    }

    private func follow(_ succeeded: () -> Void) async throws {
        let state = try await currentState()
        var position = try await replica.position()
        if position?.state != state.state || (position?.revision ?? 0) > state.revision {
            try await load()
            position = try await replica.position()
        }
        guard let position else { throw EtcdError.unavailable("there is nothing to follow") }
        recent.begin(at: position)
        board.note(state.wish?.value, revision: state.revision)
        arrive(at: position)
        succeeded()
        // What was committed before this instance started is seen before anybody reads.
        let target = state.latest
        if position.latest >= target { start.advance(to: 1) }
        try await client.watch(keys.all, from: position.revision + 1) { [self] batch in
            try await take(batch)
            if latest >= target { start.advance(to: 1) }
        }
    }

    private func arrive(at position: Replica.Position) {
        known.withLock { $0.position = position }
        commits.advance(to: position.latest)
        progress.advance(to: position.revision)
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
        try await replica.apply(batch.events, keys: data, upTo: position)
        for (mark, revision) in marks { outcomes.note(mark, .init(revision: revision, events: batch.events)) }
        recent.add(batch.events, keys: data, commits: marks.map(\.1))
        for event in batch.events where event.key == keys.maintenance {
            board.note(event.value, revision: event.revision)
        }
        arrive(at: position)
    }

    private struct Current {
        var state: StoreState
        /// Etcd's revision, and the one of the last commit.
        var revision: Int
        var latest: Int
        var wish: EtcdPair?
    }

    /// What etcd says that it has. A store is begun where there is none, unless there was one.
    private func currentState() async throws -> Current {
        for _ in 0..<3 {
            let page = try await client.range(EtcdKeyRange(key: keys.state), limit: 1)
            if let value = page.pairs.first?.value {
                guard let state = StoreState(value) else {
                    throw StoreError.unusable("what etcd has under \(keys.namespace) is of a newer sallyport: use that")
                }
                let latest = try await client.range(EtcdKeyRange(key: keys.latest), limit: 1, at: page.revision)
                let wish = try await client.range(EtcdKeyRange(key: keys.maintenance), limit: 1, at: page.revision)
                return Current(
                    state: state, revision: page.revision, latest: latest.pairs.first?.modRevision ?? 0,
                    wish: wish.pairs.first)
            }
            if try await replica.position() != nil {
                throw EtcdError.unavailable("it has lost its data: restore it, or remove replica.db to begin anew")
            }
            let state = StoreState(identity: UUID().uuidString, generation: 1)
            _ = try await client.apply(
                EtcdTransaction(
                    [.init(key: keys.state, .absent)],
                    [
                        .put(key: keys.state, value: state.value, lease: 0),
                        .put(key: keys.latest, value: [], lease: 0),
                        .put(key: keys.generations + Array("1".utf8), value: [], lease: 0),
                    ]))
        }
        throw EtcdError.unavailable("others change its state all the time")
    }

    /// Reads the current generation whole, as it was at one revision.
    private func load() async throws {
        let current = try await currentState()
        let data = DataKeys(keys, generation: current.state.generation)
        let position = Replica.Position(state: current.state, revision: current.revision, latest: current.latest)
        var walk = RangeWalk(client: client, range: data.all, revision: current.revision)
        try await replica.replace(keys: data, position: position) { try await walk.next() }
    }
}
