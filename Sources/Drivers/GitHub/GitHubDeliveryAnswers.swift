import Foundation
import RemoteSources

/// An entry of the list of what was sent to a webhook.
struct GitHubListedDelivery: Decodable, Sendable {
    let id: Int
    let guid: String
    let delivered_at: String?
    /// Without an answer there is none that counts: nothing, 0, or one that stands for it.
    let status_code: Int?

    var listed: ListedDelivery {
        let time = delivered_at.flatMap { try? Date($0, strategy: .iso8601) }
        return ListedDelivery(
            id: String(id), deliveryID: guid, time: time?.timeIntervalSince1970,
            status: status_code.flatMap { (100...599).contains($0) ? $0 : nil })
    }
}

/// One of them with what was sent.
struct GitHubDeliveryDetails: Decodable, Sendable {
    let request: ListedRequest
}
