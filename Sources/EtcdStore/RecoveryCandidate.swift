import EtcdAccess

/// An instance that would bring back what etcd has lost, and how far its copy is.
struct RecoveryCandidate: Sendable, Hashable {
    var instance: String
    var identity: String
    var commit: Int

    init(instance: String, identity: String, commit: Int) {
        self.instance = instance
        self.identity = identity
        self.commit = commit
    }

    /// - Returns: Nil for what a newer version wrote.
    init?(_ pair: EtcdPair, keys: EtcdKeys) {
        let parts = String(decoding: pair.value, as: UTF8.self).split(separator: "/")
        guard parts.count == 2, let commit = Int(parts[1]) else { return nil }
        let name = String(decoding: pair.key.dropFirst(keys.candidates.count), as: UTF8.self)
        self.init(instance: name, identity: String(parts[0]), commit: commit)
    }

    func key(_ keys: EtcdKeys) -> [UInt8] { keys.candidates + Array(instance.utf8) }
    var value: [UInt8] { Array("\(identity)/\(commit)".utf8) }

    /// Whether its copy is the one to be taken of two.
    func precedes(_ other: RecoveryCandidate) -> Bool {
        (commit, instance) > (other.commit, other.instance)
    }
}
