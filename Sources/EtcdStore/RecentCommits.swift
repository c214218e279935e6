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
    func add(_ events: [EtcdWatchEvent], keys: DataKeys, commits: [Int], offset: Int) {
        let now = Date()
        var changes: [Int: (changes: CommitChanges, bytes: Int)] = [:]
        for event in events {
            guard let entry = keys.entry(event.key) else { continue }
            changes[event.revision, default: (CommitChanges(), 0)].changes.add(entry, event)
            changes[event.revision]?.bytes += event.key.count + (event.value?.count ?? 0) + 64
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
    fileprivate mutating func add(_ entry: DataKeys.Entry, _ event: EtcdWatchEvent) {
        switch (entry, event.value) {
        case (.record(let key), nil): deletes.append(key)
        case (.record(let key), let value?):
            if let record = EtcdValues.record(key, value) { puts.append(record) }
        case (.claim(let claim), let value):
            // A claim that another record takes in the same commit is one that is written, and was there.
            if !event.isNew || value == nil { releases.append(claim) }
            if let holder = value.flatMap({ EtcdValues.holder($0) }) {
                takes.append(Transaction.TakenClaim(claim: claim, holder: holder))
            }
        case (.reference(let reference), nil): removedReferences.append(reference)
        case (.reference(let reference), _): addedReferences.append(reference)
        }
    }
}

extension Array {
    /// The first place from which on `belongs` is true, where it is false before.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
