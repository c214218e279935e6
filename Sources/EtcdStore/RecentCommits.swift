import ConfigStore
import EtcdAccess
import Foundation
import Synchronization

/// The latest commits, as the watch told them: so many bytes of them, in memory.
final class RecentCommits: Sendable {
    private struct State {
        /// Everything after this revision is there.
        var floor = 0
        var state: StoreState?
        var commits: [(commit: Commit, bytes: Int)] = []
        var bytes = 0

        mutating func trim(to limit: Int) {
            if bytes <= limit { return }
            // A quarter at once: removing from the front moves all that is left.
            var count = 0
            while count < commits.count, bytes > limit / 4 * 3 {
                bytes -= commits[count].bytes
                floor = commits[count].commit.revision
                count += 1
            }
            commits.removeFirst(count)
        }
    }

    private let state = Mutex(State())
    private static let maxBytes = 16 * 1024 * 1024

    /// Begins anew, unless it goes on where it was.
    func begin(at position: Replica.Position) {
        state.withLock { state in
            let last = state.commits.last?.commit.revision ?? state.floor
            if state.state == position.state, last >= position.commit { return }
            state = State(floor: position.commit, state: position.state)
        }
    }

    /// - Parameters:
    ///   - commits: Etcd's revisions that are commits; others of this store's are none.
    ///   - offset: What the store's revisions are more than these.
    func add(_ followed: [FollowedChange], commits: [Int], offset: Int) {
        let now = Date()
        var changes: [Int: (changes: CommitChanges, bytes: Int)] = [:]
        for change in followed {
            changes[change.revision, default: (CommitChanges(), 0)].changes.add(change)
            changes[change.revision]?.bytes += change.bytes + 64
        }
        state.withLock { state in
            for revision in commits where revision + offset > state.commits.last?.commit.revision ?? state.floor {
                let (changes, bytes) = changes[revision] ?? (CommitChanges(), 64)
                state.commits.append((Commit(revision: revision + offset, time: now, changes: changes), bytes))
                state.bytes += bytes
            }
            state.trim(to: Self.maxBytes)
        }
    }

    func page(after revision: Int, limit: Int) -> CommitPage {
        state.withLock { state in
            if revision < state.floor { return .compacted }
            let first = state.commits.partitioningIndex { $0.commit.revision > revision }
            return .commits(state.commits[first...].prefix(limit).map(\.commit))
        }
    }

    func drop(through revision: Int) {
        state.withLock { state in
            let count = state.commits.partitioningIndex { $0.commit.revision > revision }
            state.bytes -= state.commits[..<count].reduce(0) { $0 + $1.bytes }
            state.commits.removeFirst(count)
            if count > 0 { state.floor = max(state.floor, revision) }
        }
    }
}

extension CommitChanges {
    fileprivate mutating func add(_ change: FollowedChange) {
        switch change.effect {
        case .written(.record(let record)): puts.append(record)
        case .written(.claim(let taken)):
            // A claim that another record takes in the same commit is one that is written, and was there.
            if !change.isNew { releases.append(taken.claim) }
            takes.append(taken)
        case .written(.reference(let reference)): addedReferences.append(reference)
        case .removed(.record(let key)): deletes.append(key)
        case .removed(.claim(let claim)): releases.append(claim)
        case .removed(.reference(let reference)): removedReferences.append(reference)
        }
    }
}
