import Crypto
import CryptoExtras
import Foundation

/// The tokens with which an app speaks for itself: JWT (RFC 7519) with RS256, good for a few minutes.
enum AppToken {
    /// GitHub takes ten minutes at the most, counted by its own clock.
    static let lifetimeSeconds = 540.0
    /// How far the forge's clock may be behind ours.
    static let toleranceSeconds = 60.0

    private struct Claims: Encodable {
        let exp: Int
        let iat: Int
        let iss: String
    }

    static func signed(with app: AppCredentials, now: Double) throws(OperationError) -> String {
        let key: _RSA.Signing.PrivateKey
        do {
            key = try _RSA.Signing.PrivateKey(pemRepresentation: app.privateKey)
        } catch {
            // The library's own words could quote the key.
            throw .driver(
                .invalid(field: "privateKey", message: "an app needs an RSA key of at least 2048 bits in PEM form"))
        }
        do {
            let claims = Claims(
                exp: Int(now + lifetimeSeconds), iat: Int(now - toleranceSeconds), iss: app.issuer)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let text =
                Base64URL.encode(Data(#"{"alg":"RS256","typ":"JWT"}"#.utf8)) + "."
                + Base64URL.encode(try encoder.encode(claims))
            let signature = try key.signature(for: Data(text.utf8), padding: .insecurePKCS1v1_5)
            return text + "." + Base64URL.encode(signature.rawRepresentation)
        } catch {
            throw .driver(.invalid(field: "privateKey", message: "the app's key can't sign"))
        }
    }
}
