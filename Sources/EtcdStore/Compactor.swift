import EtcdAccess
import Foundation
import Logging

/// Lets etcd forget what is older than some minutes: one instance does it, whoever has the key.
///
/// An instance that was away for longer reads everything again.
struct Compactor: Sendable {
    let client: EtcdClient
    let keys: EtcdKeys
    let logger: Logger
    private static let turn = Duration.seconds(60)
    /// How many turns the history goes back.
    private static let keptTurns = 10
    private static let leaseSeconds = 150

    func run() async {
        var revisions: [Int] = []
        var lease: Int64?
        while (try? await Task.sleep(for: Self.turn)) != nil {
            do throws(EtcdError) {
                lease = try await hold(lease)
                guard lease != nil else {
                    revisions = []
                    continue
                }
                revisions.append(try await client.range(EtcdKeyRange(key: keys.latest), limit: 1).revision)
                if revisions.count > Self.keptTurns { try await client.compact(before: revisions.removeFirst()) }
                if try await client.status().hasNoSpace {
                    logger.error("etcd has no space left: it takes no writes until its alarm is disarmed")
                }
            } catch {
                logger.warning("etcd's history is not compacted for now", metadata: ["error": .string("\(error)")])
            }
        }
        if let lease { try? await client.revokeLease(lease) }
    }

    /// Keeps the key, or takes it where nobody has it.
    ///
    /// - Returns: The lease with which it is held; nil when another instance has it.
    private func hold(_ held: Int64?) async throws(EtcdError) -> Int64? {
        if let held, try await client.keepLeaseAlive(held) { return held }
        let lease = try await client.grantLease(seconds: Self.leaseSeconds)
        let outcome = try await client.apply(
            EtcdTransaction(
                [.init(key: keys.compactor, .absent)], [.put(key: keys.compactor, value: [], lease: lease)]))
        if outcome.isApplied { return lease }
        try await client.revokeLease(lease)
        return nil
    }
}
