import ConfigStore
import Synchronization

/// What is wanted of all instances, as the watch told it last, and the lease of what this one puts up.
final class EtcdBoard: Sendable {
    private let state = Mutex((wish: MaintenanceWish(isWanted: false), revision: 0, lease: Int64?.none))
    /// Grows with every wish.
    private let wishes = RevisionProgress(0)

    var wish: MaintenanceWish { state.withLock { $0.wish } }
    var lease: Int64? { state.withLock { $0.lease } }

    func setLease(_ lease: Int64) { state.withLock { $0.lease = lease } }

    func note(_ value: [UInt8]?, revision: Int) {
        let wish = value.flatMap { try? StoreLines.decode(MaintenanceWish.self, from: $0) }
        state.withLock { state in
            if revision < state.revision { return }
            (state.wish, state.revision) = (wish ?? MaintenanceWish(isWanted: false), revision)
        }
        wishes.advance(to: revision)
    }

    func wish(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        while true {
            let number = wishes.revision
            let wish = wish
            if wish != known { return wish }
            try await wishes.wait(for: number + 1)
        }
    }

    func close() { wishes.close() }
}
