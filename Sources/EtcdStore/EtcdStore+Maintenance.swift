package import ConfigStore
import EtcdAccess
import Foundation

extension EtcdStore {
    /// A report is gone when its instance has not renewed it for so long.
    private static let reportSeconds = 30
    /// The most instances that are listed.
    private static let maxInstances = 1_000
    private static let maxAttempts = 10

    package func maintenance() async throws -> MaintenanceWish { follower.board.wish }

    package func wantMaintenance(_ isWanted: Bool, leaseSeconds: Int?) async throws {
        try await learnWish()
        for _ in 0..<Self.maxAttempts {
            let known = follower.board.wish
            let wish = known.asked(isWanted, leaseSeconds: leaseSeconds, now: Date())
            if wish == known { return }
            if try await replace(known, by: wish) { return }
        }
        throw StoreError.unavailable("others ask for maintenance and for its end all the time")
    }

    /// Waits until this instance knows what is wanted by now: what it wants itself may be what somebody has just ended.
    private func learnWish() async throws {
        let page: EtcdPage
        do throws(EtcdError) {
            page = try await client.range(EtcdKeyRange(key: keys.maintenance), limit: 1)
        } catch {
            throw StoreError(error)
        }
        guard let pair = page.pairs.first else { return }
        try await progress.wait(for: pair.modRevision + follower.state.offset)
    }

    package func endMaintenance(wantedBy wish: MaintenanceWish) async throws {
        // Another instance may be faster, or somebody may ask again: the watch tells what is wanted then.
        _ = try await replace(wish, by: wish.asked(false, leaseSeconds: nil, now: Date()))
    }

    /// - Returns: Whether it was done; not when something else was wanted by then, which is known afterwards.
    private func replace(_ known: MaintenanceWish, by wish: MaintenanceWish) async throws -> Bool {
        let isKnown: EtcdTransaction.Condition =
            known.time == nil ? .absent : .value(try StoreLines.encode(known))
        let outcome = try await apply(
            EtcdTransaction(
                [.init(key: keys.maintenance, isKnown)],
                [.put(key: keys.maintenance, value: try StoreLines.encode(wish), lease: 0)],
                observed: [EtcdKeyRange(key: keys.maintenance)]))
        try await progress.wait(for: outcome.revision + follower.state.offset)
        return outcome.isApplied
    }

    package func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        try await follower.board.wish(otherThan: known)
    }

    package func report(_ report: InstanceReport) async throws {
        let value = try StoreLines.encode(report)
        do throws(EtcdError) {
            var lease = follower.board.lease
            if let held = lease, try await !client.keepLeaseAlive(held) { lease = nil }
            let used: Int64
            if let lease { used = lease } else { used = try await client.grantLease(seconds: Self.reportSeconds) }
            follower.board.setLease(used)
            _ = try await client.apply(
                EtcdTransaction([], [.put(key: keys.instances + Array(report.name.utf8), value: value, lease: used)]))
        } catch {
            throw StoreError(error)
        }
    }

    package func instances() async throws -> [InstanceReport] {
        do throws(EtcdError) {
            let page = try await client.range(EtcdKeyRange(prefix: keys.instances), limit: Self.maxInstances)
            return page.pairs.map { pair in
                let name = String(decoding: pair.key.dropFirst(keys.instances.count), as: UTF8.self)
                // One that a newer version wrote in another form is there all the same, and does who knows what.
                return (try? StoreLines.decode(InstanceReport.self, from: pair.value))
                    ?? InstanceReport(
                        name: name, version: "unknown", mode: .normal, revision: 0, lastSeen: Date())
            }
        } catch {
            throw StoreError(error)
        }
    }

    func apply(_ transaction: EtcdTransaction) async throws -> EtcdTransaction.Outcome {
        do throws(EtcdError) {
            return try await client.apply(transaction)
        } catch {
            throw StoreError(error)
        }
    }
}
