import Crypto
public import Foundation

/// Checks that a delivery comes from the forge that knows the secret: on the raw bytes, in constant time.
public struct WebhookVerifier: Sendable {
    private let schemes: [DriverManifest.WebhookScheme]
    private let secrets: [String]
    /// How far a signed timestamp may be from now, in seconds.
    static let toleranceSeconds = 300.0
    /// The specification asks for 24; what is shorter than this could be guessed.
    private static let minKeyBytes = 16

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - schemes: The manifest's schemes; any one of them is enough.
    ///   - secrets: The current secret, and the previous one while it is being replaced. Empty ones are never used.
    public init(schemes: [DriverManifest.WebhookScheme], secrets: [String]) {
        self.schemes = schemes
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// Whether the delivery is genuine. A missing or empty signature is a refusal.
    ///
    /// - Parameters:
    ///   - headers: The header fields, names in lower case.
    ///   - body: The raw body.
    ///   - now: The time.
    /// - Returns: Whether any of the secrets made the signature.
    public func accepts(headers: [String: String], body: [UInt8], now: Date) -> Bool {
        schemes.contains { accepts($0, headers: headers, body: body, now: now) }
    }

    private func accepts(
        _ scheme: DriverManifest.WebhookScheme, headers: [String: String], body: [UInt8], now: Date
    ) -> Bool {
        switch scheme {
        case .hmacSHA256Hex(let header, let prefix):
            guard let value = headers[header.lowercased()], value.hasPrefix(prefix),
                let code = Self.bytes(hex: value.dropFirst(prefix.count)), code.count == 32
            else { return false }
            return secrets.contains { Self.isCode(code, of: body, secret: Data($0.utf8)) }
        case .sharedToken(let header):
            guard let value = headers[header.lowercased()], !value.isEmpty else { return false }
            // Digests are compared, so that not even the length shows.
            let given = SHA256.hash(data: Data(value.utf8))
            return secrets.contains { SHA256.hash(data: Data($0.utf8)) == given }
        case .standardWebhooks:
            return acceptsStandard(headers: headers, body: body, now: now)
        }
    }

    /// The Standard Webhooks specification: `id.timestamp.body`, signatures `v1,<base64>` separated by blanks.
    private func acceptsStandard(headers: [String: String], body: [UInt8], now: Date) -> Bool {
        guard let id = headers["webhook-id"], !id.isEmpty, let timestamp = headers["webhook-timestamp"],
            let seconds = Double(timestamp), abs(now.timeIntervalSince1970 - seconds) <= Self.toleranceSeconds,
            let signatures = headers["webhook-signature"]
        else { return false }
        let message = Data("\(id).\(timestamp).".utf8) + Data(body)
        let codes = signatures.split(separator: " ").prefix(10).compactMap { signature in
            signature.hasPrefix("v1,") ? Data(base64Encoded: String(signature.dropFirst(3))) : nil
        }
        return secrets.contains { secret in
            let encoded = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
            // A secret of another scheme may happen to be short base64: too little to sign with.
            guard let key = Data(base64Encoded: encoded), key.count >= Self.minKeyBytes else { return false }
            return codes.contains { Self.isCode(Array($0), of: message, secret: key) }
        }
    }

    private static func isCode(_ code: [UInt8], of message: some DataProtocol, secret: Data) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: SymmetricKey(data: secret))
    }

    private static func bytes(hex: Substring) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2), !digits.isEmpty, digits.count <= 128 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        case 65...70: digit - 55
        default: nil
        }
    }
}
