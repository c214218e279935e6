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
        let whose = Turn(client: client, key: keys.compactor, leaseSeconds: Self.leaseSeconds)
        while (try? await Task.sleep(for: Self.turn)) != nil {
            do throws(EtcdError) {
                let held = try await whose.hold(lease)
                // Another lease may be another etcd's, which counts from 1 again.
                if held != lease { revisions = [] }
                lease = held
                guard lease != nil else { continue }
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
}
