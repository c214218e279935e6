import ConfigStore
import EtcdAccess

/// What the watch tells of one thing of the data.
struct FollowedChange: Sendable {
    enum Effect: Sendable {
        case written(StoredItem)
        case removed(DataKeys.Entry)
    }

    let effect: Effect
    /// Etcd's revision that has it.
    let revision: Int
    /// Whether it was not there before.
    let isNew: Bool
    /// How many bytes key and value have.
    let bytes: Int
}

extension DataKeys {
    /// What events say of this generation's data, in their order.
    func changes(_ events: [EtcdWatchEvent]) throws(StoreError) -> [FollowedChange] {
        var changes: [FollowedChange] = []
        changes.reserveCapacity(events.count)
        for event in events {
            guard let entry = entry(event.key) else { continue }
            let effect: FollowedChange.Effect =
                if let value = event.value { .written(try item(entry, value)) } else { .removed(entry) }
            changes.append(
                FollowedChange(
                    effect: effect, revision: event.revision, isNew: event.isNew,
                    bytes: event.key.count + (event.value?.count ?? 0)))
        }
        return changes
    }
}
