package import Foundation
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
    /// What happened.
    package var event: RemoteEvent
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
        self.event = event
        self.receivedTime = receivedTime
        self.recovered = recovered
    }
}
