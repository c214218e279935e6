import EtcdAccess

/// Lets one instance at a time write what etcd has lost.
struct RecoveryTurn: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys
    private static let leaseSeconds = 10

    /// Does something with a lease, which ends with it.
    func withLease(_ body: (Int64) async throws -> Void) async throws {
        let lease = try await client.grantLease(seconds: Self.leaseSeconds)
        do {
            try await body(lease)
        } catch {
            await revoke(lease)
            throw error
        }
        await revoke(lease)
    }

    /// Also when this is cancelled: others would wait for the lease's end.
    private func revoke(_ lease: Int64) async {
        await Task { [client] in try? await client.revokeLease(lease) }.value
    }

    /// - Returns: What is so for as long as it is this instance's turn; nil when it is another one's.
    func take(_ lease: Int64) async throws -> EtcdTransaction.Compare? {
        let outcome = try await client.apply(
            EtcdTransaction(
                [.init(key: keys.recovery, .absent)], [.put(key: keys.recovery, value: [], lease: lease)]))
        return outcome.isApplied ? .init(key: keys.recovery, .createdAt(outcome.revision)) : nil
    }
}
