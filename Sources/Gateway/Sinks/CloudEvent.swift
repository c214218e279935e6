import Foundation
import JSONAccess
import RemoteSources

/// An event as CloudEvents 1.0 has it, in JSON.
struct CloudEvent {
    let event: OutboundEvent
    /// Where people reach the gateway.
    let webURL: String

    /// What the types begin with.
    static let typePrefix = "dev.sallyport."

    /// Structured JSON. Names of extensions are of lower-case letters only, as the specification wants them.
    var json: [UInt8] {
        var json = JSONWriter(capacity: event.json.count + 1_024)
        json.append(object: event) { event, json in
            json.append("specversion", "1.0")
            json.append("id", event.deliveryID)
            json.append("source", "\(webURL)/projects/\(event.projectID)")
            json.append("type", Self.typePrefix + event.kind.rawValue)
            json.append("subject", event.ref)
            json.append(
                "time", event.receivedTime.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            json.append("datacontenttype", "application/json")
            json.append("projectpath", event.projectPath)
            json.append("remotesource", event.remoteSourceID)
            if event.recovered { json.append("recovered", true) }
            json.append(name: "data")
            json.append(event.json)
        }
        return json.bytes
    }
}
