import ConfigStoreAPI
import Foundation
import JSONAccess
import Outbox
import RemoteSources

/// What deliveries have said of refs lately.
struct ToldRefs: Sendable {
    /// What the newest one about each ref says that it is now: empty when it is gone, `?` when it doesn't say.
    private var newest: [String: String] = [:]
    /// What the forge's list has told, which comes late, and in no order with the others.
    private var listed: [String: Set<String>] = [:]

    /// - Parameters:
    ///   - kept: Events, the newest first.
    ///   - changes: What a list has just told.
    init(_ kept: [KeptEvent], listed changes: [RefChange]) {
        for entry in kept {
            guard let event = try? JSONDocument(entry.event).decode(RemoteEvent.self),
                let change = RefChange(event)
            else { continue }
            if entry.delivery.recovered, !RecoveredEvent.isOne(entry.delivery.forgeID) {
                listed[change.ref, default: []].insert(change.after)
            } else if newest[change.ref] == nil {
                newest[change.ref] = change.after
            }
        }
        for change in changes { listed[change.ref, default: []].insert(change.after) }
    }

    /// Whether a change is no news.
    func contains(_ change: RefChange) -> Bool {
        if let told = newest[change.ref], [change.after, RefChange.unknown].contains(told) { return true }
        return listed[change.ref]?.contains(change.after) ?? false
    }
}
