package import Foundation
import JSONAccess
import Outbox
package import RemoteSources

/// An event on its way to a sink.
package struct OutboundEvent: Sendable, Hashable {
    /// The delivery's id in the outbox, a UUID v7: the same however often it is sent.
    package var deliveryID: String
    /// The project's id.
    package var projectID: String
    /// The project's path when the delivery came, such as `org/acme/api`.
    package var projectPath: String
    /// The id of the remote source that it came from.
    package var remoteSourceID: String
    /// What kind of event it is.
    package var kind: RemoteEvent.Kind
    /// The full ref that it is about.
    package var ref: String?
    /// The event as JSON: most sinks pass it on as it is.
    package var json: [UInt8]
    /// When the delivery came.
    package var receivedTime: Date
    /// Whether the forge's delivery never came, and the event was found afterwards.
    package var recovered: Bool

    package init(
        deliveryID: String, projectID: String, projectPath: String, remoteSourceID: String, event: RemoteEvent,
        receivedTime: Date, recovered: Bool = false
    ) {
        self.deliveryID = deliveryID
        self.projectID = projectID
        self.projectPath = projectPath
        self.remoteSourceID = remoteSourceID
        (kind, ref, json) = (event.kind, event.ref, event.json)
        self.receivedTime = receivedTime
        self.recovered = recovered
    }

    /// Nil when the event is not one that this version can read.
    init?(_ delivery: QueuedDelivery) {
        guard let head = delivery.head ?? Self.head(of: delivery.event),
            let kind = RemoteEvent.Kind(rawValue: head.kind)
        else { return nil }
        (self.kind, ref, json) = (kind, head.ref, delivery.event)
        (deliveryID, projectID, projectPath) = (delivery.id, delivery.projectID, delivery.projectPath)
        (remoteSourceID, receivedTime) = (delivery.remoteSourceID, delivery.receivedTime)
        recovered = delivery.recovered
    }

    private static func head(of event: [UInt8]) -> EventHead? {
        struct Head: Decodable {
            let kind: String
            let ref: String?
        }
        return (try? JSONDocument(event).decode(Head.self)).map { EventHead(kind: $0.kind, ref: $0.ref) }
    }

    /// What happened, read from its JSON; nil when this version can't.
    var event: RemoteEvent? { try? JSONDocument(json).decode(RemoteEvent.self) }
}
