import Crypto
import Foundation
import RemoteSources

/// A delivery that is signed as its forge signs, written apart from what verifies.
struct SignedDelivery: Sendable {
    var headers: [String: String]
    var body: [UInt8]

    static let time = Date(timeIntervalSince1970: 1_700_000_000)
    static let secret = "whsec_" + Data("a key of the kit of 32 bytes....".utf8).base64EncodedString()

    /// - Parameter signed: What is signed when it isn't the body.
    init(
        _ delivery: RecordedDelivery, _ scheme: DriverManifest.WebhookScheme, secret: String = Self.secret,
        body: [UInt8]? = nil, signed: [UInt8]? = nil, time: Date = Self.time
    ) {
        self.body = body ?? delivery.body
        headers = delivery.headers
        headers["content-type"] = headers["content-type"] ?? "application/json"
        let message = Data(signed ?? self.body)
        switch scheme {
        case .hmacSHA256Hex(let header, let prefix):
            let key = SymmetricKey(data: Data(secret.utf8))
            headers[header] = prefix + Self.hex(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .sharedToken(let header): headers[header] = secret
        case .standardWebhooks:
            let key = Data(base64Encoded: String(secret.trimmingPrefix("whsec_"))) ?? Data(secret.utf8)
            let (id, seconds) = ("msg_kit", String(Int(time.timeIntervalSince1970)))
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("\(id).\(seconds).".utf8) + message, using: SymmetricKey(data: key))
            headers["webhook-id"] = id
            headers["webhook-timestamp"] = seconds
            headers["webhook-signature"] = "v1," + Data(code).base64EncodedString()
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    func with(_ name: String, _ value: String?) -> SignedDelivery {
        var changed = self
        changed.headers[name] = value
        return changed
    }
}

extension ConformanceSubject {
    /// What reading a delivery leads to: `event`, `ignored`, `unreadable`, `notGenuine`, `notSupported` or
    /// `unavailable`.
    func outcome(
        of delivery: SignedDelivery, secrets: [String] = [SignedDelivery.secret], now: Date = SignedDelivery.time
    ) async -> (code: String, event: RemoteEvent?) {
        let reader = WebhookReader(driver: driver, type: "kit", secrets: secrets)
        do throws(WebhookRefusal) {
            return ("event", try await reader.event(headers: delivery.headers, body: delivery.body, now: now))
        } catch {
            switch error {
            case .notGenuine: return ("notGenuine", nil)
            case .unreadable: return ("unreadable", nil)
            case .ignored: return ("ignored", nil)
            case .notSupported: return ("notSupported", nil)
            case .unavailable: return ("unavailable", nil)
            }
        }
    }
}
