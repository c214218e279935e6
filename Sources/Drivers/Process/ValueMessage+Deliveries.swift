import Foundation
import PluginProcess
import RemoteSources
import Validation

/// What was sent to a webhook, as JSON.
extension ValueMessage {
    private static let maxHeaders = 100

    static func listedDelivery(_ value: Value) throws(PluginFailure) -> ListedDelivery {
        let object = try MessageObject(
            value, "its delivery", members: ["id", "deliveryID", "time", "status", "request"])
        let request = object.value("request")
        return ListedDelivery(
            id: try object.identifier("id"), deliveryID: try object.identifier("deliveryID"),
            time: try object.optionalInteger("time").map(Double.init), status: try object.optionalInteger("status"),
            request: try request.map { value throws(PluginFailure) in try delivery(value) })
    }

    static func delivery(_ value: Value) throws(PluginFailure) -> WebhookDelivery {
        let object = try MessageObject(value, "what was sent", members: ["headers", "body", "bodyBase64"])
        guard case .object(let fields)? = object.value("headers"), fields.count <= maxHeaders else {
            throw object.wrong("headers", "an object of at most \(maxHeaders) texts")
        }
        var headers: [String: String] = [:]
        for (name, field) in fields {
            guard let text = field.string else { throw object.wrong("headers", "an object of texts") }
            headers[name.lowercased()] = text
        }
        return WebhookDelivery(headers: headers, body: try bytes(of: object))
    }

    /// `body`, or `bodyBase64` for what is no text.
    static func bytes(of object: MessageObject) throws(PluginFailure) -> [UInt8] {
        if let text = try object.optionalString("body") { return Array(text.utf8) }
        guard let data = Data(base64Encoded: try object.string("bodyBase64")) else {
            throw object.wrong("bodyBase64", "base64")
        }
        return Array(data)
    }
}
