import EtcdAccess

/// A key that one instance at a time has: for as long as it keeps its lease alive.
struct Turn: Sendable {
    let client: EtcdClient
    let key: [UInt8]
    /// After how many seconds without a word from its holder the key is free.
    let leaseSeconds: Int

    /// Keeps the key, or takes it where nobody has it.
    ///
    /// - Parameter held: The lease with which it was held last; nil for none.
    /// - Returns: The lease with which it is held; nil when another instance has it.
    func hold(_ held: Int64?) async throws(EtcdError) -> Int64? {
        if let held, try await client.keepLeaseAlive(held) { return held }
        let lease = try await client.grantLease(seconds: leaseSeconds)
        let outcome = try await client.apply(
            EtcdTransaction([.init(key: key, .absent)], [.put(key: key, value: [], lease: lease)]))
        if outcome.isApplied { return lease }
        try await client.revokeLease(lease)
        return nil
    }
}
