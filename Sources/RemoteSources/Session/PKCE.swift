import Crypto
import Foundation

/// A proof key for one OAuth2 flow (RFC 7636), method S256.
public struct PKCE: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret, 43–128 unreserved characters: kept until the code is exchanged.
    public let verifier: String

    /// Creates a key from a verifier; nil when it isn't 43–128 unreserved characters.
    ///
    /// - Parameter verifier: The secret.
    public init?(verifier: String) {
        guard (43...128).contains(verifier.utf8.count), PercentEncoding.encode(verifier) == verifier else { return nil }
        self.verifier = verifier
    }

    /// Creates a key from 32 random bytes.
    ///
    /// - Parameter generator: A generator whose numbers can't be guessed.
    public init(using generator: inout some RandomNumberGenerator) {
        verifier = Base64URL.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// What the authorization request carries: the verifier's SHA-256.
    public var challenge: String { Base64URL.encode(SHA256.hash(data: Data(verifier.utf8))) }

    /// Nothing of the verifier.
    public var description: String { "PKCE(<secret>)" }

    /// Nothing of the verifier.
    public var debugDescription: String { description }

    /// Shows nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
