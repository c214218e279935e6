import ConfigStore
import EtcdAccess

/// Lets one of several instances write backups: whoever has the key in etcd.
package struct EtcdLeadership: BackupLeadership {
    private let turn: Turn
    private let pause: Duration
    private static let leaseSeconds = 20
    /// How many renewals may fail before the key counts as lost: while it is still there, so that what is being written can
    /// be finished before another instance begins.
    private static let maxFailures = 2

    init(client: EtcdClient, keys: EtcdKeys, pause: Duration = .seconds(5)) {
        turn = Turn(client: client, key: keys.backup, leaseSeconds: Self.leaseSeconds)
        self.pause = pause
    }

    package func lead(_ body: @escaping @Sendable () async throws -> Void) async throws {
        while true {
            try Task.checkCancellation()
            if let lease = try? await turn.hold(nil) {
                let outcome = await led(with: lease, body)
                // Also when this is cancelled: the next one would wait for the lease's end.
                await Task { try? await turn.client.revokeLease(lease) }.value
                if let outcome { return try outcome.get() }
            }
            try await Task.sleep(for: pause)
        }
    }

    /// - Returns: What came of `body`; nil when another instance has the key, or may have it.
    private func led(
        with lease: Int64, _ body: @escaping @Sendable () async throws -> Void
    ) async -> Result<Void, any Error>? {
        await withTaskGroup(of: Result<Void, any Error>?.self) { group in
            group.addTask {
                do {
                    try await body()
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await keep(lease)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            await group.waitForAll()
            return Task.isCancelled ? .success(()) : first
        }
    }

    /// Keeps the key until it is lost, or nobody can say whether it is.
    private func keep(_ lease: Int64) async {
        var failures = 0
        while failures < Self.maxFailures, (try? await Task.sleep(for: pause)) != nil {
            do throws(EtcdError) {
                if try await !turn.client.keepLeaseAlive(lease) { return }
                failures = 0
            } catch {
                failures += 1
            }
        }
    }
}

extension EtcdStore {
    /// Sees to it that one of the instances writes backups.
    package var backupLeadership: EtcdLeadership { EtcdLeadership(client: client, keys: keys) }
}
