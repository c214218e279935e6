import Foundation
import RemoteSources

/// An entry of the list of what was sent to a webhook.
struct GitLabListedDelivery: Decodable, Sendable {
    let listed: ListedDelivery

    private enum CodingKeys: String, CodingKey {
        case id, request_headers, request_data, response_status, created_at
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let sent = try ListedRequest(from: members, headers: .request_headers, payload: .request_data).delivery
        let time = try? members.decodeIfPresent(String.self, forKey: .created_at)
        listed = ListedDelivery(
            id: String(try members.decode(Int.self, forKey: .id)), deliveryID: GitLabDriver.deliveryID(sent.headers),
            time: time.flatMap { try? Date($0, strategy: .iso8601) }?.timeIntervalSince1970,
            status: Self.status(members), request: sent)
    }

    /// A number as a text; words such as `internal error` where there was no answer.
    private static func status(_ members: KeyedDecodingContainer<CodingKeys>) -> Int? {
        if let number = try? members.decode(Int.self, forKey: .response_status) { return number }
        return (try? members.decode(String.self, forKey: .response_status)).flatMap { Int($0) }
    }
}
