import ConfigStoreAPI
import Crypto
import Foundation
import Outbox
import RemoteSources

/// The event that a change of a ref is, of which no delivery came.
struct RecoveredEvent: Sendable {
    private static let prefix = "recovered:"

    let project: Project
    let change: RefChange
    let event: RemoteEvent

    /// - Parameters:
    ///   - project: Whose repository it is.
    ///   - change: What was found.
    ///   - seen: Where it was found.
    ///   - generation: The watch's. It makes a change that is found again, because somebody was interrupted, the same
    ///     delivery, and one that happens again another.
    /// - Throws: `DriverError` for a ref or a sha that is none.
    init(_ project: Project, _ change: RefChange, in seen: SeenRefs, generation: Int) throws(DriverError) {
        let parts = [project.id, String(generation), change.ref, change.before, change.after]
        let digest = SHA256.hash(data: Data(parts.joined(separator: "\0").utf8))
        let id = Self.prefix + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var event = try RemoteEvent(
            ref: change.ref, before: change.before, after: change.after, deliveryID: id, repository: seen.repository,
            sender: nil)
        event.driver = seen.driver
        // Lists of refs have commits, never tag objects.
        event.after = change.after.isEmpty ? nil : change.after
        event.truncated = event.after != nil
        self.project = project
        self.change = change
        self.event = event
    }

    /// Whether a delivery's id is one of these events', and no forge's.
    static func isOne(_ id: String) -> Bool { id.hasPrefix(prefix) }

    func delivery(for sinks: [any EventSink]) -> NewDelivery {
        NewDelivery(
            projectID: project.id, projectPath: project.path, remoteSourceID: project.repository.remoteSourceID,
            forgeID: event.deliveryID, headers: Array("{}".utf8), body: [], verdict: .accepted,
            kind: event.kind.rawValue, event: event.json, recovered: true,
            sinks: sinks.filter { $0.accepts(event.kind) }.map(\.name))
    }
}
