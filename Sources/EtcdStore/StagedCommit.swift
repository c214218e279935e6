import EtcdAccess

/// A commit that is larger than what etcd takes in one request.
///
/// Whoever commits alone writes its changes beside the data, in parts, and then marks the key that keeps others out: that is
/// the commit. Whoever follows reads the parts there, and has all of it at once. What is left is to do the parts to the data,
/// which anybody may until it is done: nobody commits before.
struct StagedCommit: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys

    /// The value of `exclusive` once the parts are committed.
    static let mark = Array("staged".utf8)
    /// How many parts are read at once, each of some 1 MB.
    private static let pageSize = 4

    /// Writes changes in parts, while nobody else can commit.
    ///
    /// - Parameters:
    ///   - turn: That it is still this instance's turn.
    ///   - lease: What the turn lasts for.
    /// - Throws: `unavailable` when it is not.
    func write(_ events: [EtcdWatchEvent], turn: EtcdTransaction.Compare, lease: Int64) async throws(EtcdError) {
        // What somebody has left who did not come to the end.
        try await apply([.delete(EtcdKeyRange(prefix: keys.staged))], while: turn)
        for (number, part) in Self.parts(events).enumerated() {
            try await apply([.put(key: key(number), value: part.bytes, lease: 0)], while: turn)
            guard try await client.keepLeaseAlive(lease) else { throw Self.tooSlow }
        }
    }

    /// What a commit changed, as the watch would have told it.
    func events(of revision: Int) async throws(EtcdError) -> [EtcdWatchEvent] {
        var events: [EtcdWatchEvent] = []
        var walk = walk(at: revision)
        while let pairs = try await walk.next() {
            for pair in pairs { events += try StagedPart(pair.value, revision: revision).events }
        }
        return events
    }

    /// Does what was committed and is not done yet, if there is something.
    func finish() async throws(EtcdError) {
        let page = try await client.range(EtcdKeyRange(key: keys.exclusive), limit: 1)
        guard let pair = page.pairs.first, pair.value == Self.mark else { return }
        let revision = pair.modRevision
        let turn = EtcdTransaction.Compare(key: keys.exclusive, .modifiedAt(revision))
        var walk = walk(at: revision)
        while let pairs = try await walk.next() {
            for pair in pairs {
                let operations = try StagedPart(pair.value, revision: revision).operations
                // Somebody else was faster, and others may have committed since.
                guard try await client.apply(EtcdTransaction([turn], operations)).isApplied else { return }
            }
        }
        _ = try await client.apply(
            EtcdTransaction(
                [turn], [.delete(EtcdKeyRange(key: keys.exclusive)), .delete(EtcdKeyRange(prefix: keys.staged))]))
    }

    private func walk(at revision: Int) -> RangeWalk {
        RangeWalk(client: client, range: EtcdKeyRange(prefix: keys.staged), revision: revision, limit: Self.pageSize)
    }

    private func apply(
        _ operations: [EtcdTransaction.Operation], while turn: EtcdTransaction.Compare
    ) async throws(EtcdError) {
        if try await !client.apply(EtcdTransaction([turn], operations)).isApplied { throw Self.tooSlow }
    }

    private static var tooSlow: EtcdError { .unavailable("a large commit was not written in its time") }

    /// In the order of their keys as in that of their numbers.
    private func key(_ number: Int) -> [UInt8] {
        let digits = String(number)
        return keys.staged + Array((String(repeating: "0", count: max(0, 6 - digits.count)) + digits).utf8)
    }

    /// Each of a size that a request may have.
    private static func parts(_ events: [EtcdWatchEvent]) -> [StagedPart] {
        var parts: [StagedPart] = []
        var bytes = 0
        for event in events {
            let size = event.key.count + (event.value?.count ?? 0)
            if let last = parts.indices.last, parts[last].events.count < EtcdTransaction.maxRequestOperations,
                bytes + size <= EtcdTransaction.maxRequestBytes
            {
                parts[last].events.append(event)
                bytes += size
            } else {
                parts.append(StagedPart([event]))
                bytes = size
            }
        }
        return parts
    }
}
