import EtcdAccess

/// Commits that go to etcd together, each of them with its own guards: one that is refused leaves the others alone.
///
/// Etcd looks at all guards before it writes anything. So no commit may write what another one writes or compares: then it
/// is all the same in which order they come.
struct CommitGroup {
    private(set) var members: [PlannedCommit] = []
    private var written: Set<[UInt8]> = []
    private var compared: Set<[UInt8]> = []
    private var comparedRanges: [EtcdKeyRange] = []
    private var bytes = 0

    /// Each is one operation; etcd takes the fewer in a branch, the more branches there are.
    private static let maxMembers = 32
    private static let maxBranch = 64
    /// Far from what etcd takes in a request, so that others don't wait for long.
    private static let maxBytes = 512 * 1024

    /// Whether a commit can go with others at all.
    static func takes(_ commit: PlannedCommit) -> Bool {
        commit.isComplete && commit.guards.count <= maxBranch && commit.operations.count <= maxBranch
    }

    /// Takes a commit that has nothing to do with those that are here.
    ///
    /// - Returns: Whether it did.
    mutating func add(_ commit: PlannedCommit) -> Bool {
        let keys = commit.keys
        let size = commit.bytes
        if let first = members.first {
            guard members.count < Self.maxMembers, bytes + size <= Self.maxBytes, commit.common == first.common,
                isApart(keys), isApart(commit.guards)
            else { return false }
        }
        members.append(commit)
        bytes += size
        written.formUnion(keys)
        for guarded in commit.guards {
            if guarded.range.end.isEmpty {
                compared.insert(guarded.range.start)
            } else {
                comparedRanges.append(guarded.range)
            }
        }
        return true
    }

    private func isApart(_ keys: [[UInt8]]) -> Bool {
        keys.allSatisfy { key in
            !written.contains(key) && !compared.contains(key) && !comparedRanges.contains { $0.contains(key) }
        }
    }

    private func isApart(_ guards: [EtcdTransaction.Compare]) -> Bool {
        guards.allSatisfy { guarded in
            guarded.range.end.isEmpty
                ? !written.contains(guarded.range.start) : !written.contains { guarded.range.contains($0) }
        }
    }

    var transaction: EtcdTransaction {
        guard members.count > 1, let first = members.first else {
            return members.first?.transaction ?? EtcdTransaction()
        }
        return EtcdTransaction(first.common, members.map { .branch($0.branch) })
    }
}

extension EtcdKeyRange {
    /// Whether a range of several keys has this one.
    fileprivate func contains(_ key: [UInt8]) -> Bool {
        !key.lexicographicallyPrecedes(start) && (end == [0] || key.lexicographicallyPrecedes(end))
    }
}
