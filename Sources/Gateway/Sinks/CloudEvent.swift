import Foundation
import RemoteSources

/// An event as CloudEvents 1.0 has it, in JSON.
struct CloudEvent: Encodable {
    let specversion = "1.0"
    let id: String
    let source: String
    let type: String
    let subject: String?
    let time: String
    let datacontenttype = "application/json"
    /// Extensions: names of lower-case letters only, as the specification wants them.
    let projectpath: String
    let remotesource: String
    let recovered: Bool?
    let data: RemoteEvent

    /// What the types begin with.
    static let typePrefix = "dev.sallyport."

    /// - Parameters:
    ///   - event: What happened.
    ///   - webURL: Where people reach the gateway.
    init(_ event: OutboundEvent, webURL: String) {
        id = event.deliveryID
        source = "\(webURL)/projects/\(event.projectID)"
        type = Self.typePrefix + event.event.kind.rawValue
        subject = event.event.ref
        time = event.receivedTime.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        projectpath = event.projectPath
        remotesource = event.remoteSourceID
        recovered = event.recovered ? true : nil
        data = event.event
    }
}
