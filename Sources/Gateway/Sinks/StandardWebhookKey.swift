import Crypto
import Foundation

/// A secret of the Standard Webhooks specification, and what it signs. No description shows it.
package struct StandardWebhookKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What a secret begins with.
    package static let prefix = "whsec_"
    /// What the specification asks for.
    private static let keyBytes = 24...64

    private let key: SymmetricKey

    /// Reads `whsec_` and the base64 of 24 to 64 bytes; nil for anything else.
    package init?(_ secret: String) {
        guard secret.hasPrefix(Self.prefix),
            let bytes = Data(base64Encoded: String(secret.dropFirst(Self.prefix.count))),
            Self.keyBytes.contains(bytes.count)
        else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// The value of `webhook-signature`.
    func signature(id: String, timestamp: Int, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: body)
        return "v1," + Data(code.finalize()).base64EncodedString()
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
}
