import Crypto
import Foundation
import ServiceKit

/// What a person takes along to the forge and back: sealed, so that nobody reads or makes one.
struct OAuth2State: Codable, Sendable, Hashable {
    /// What the flow is for; a state is good for one purpose.
    enum Purpose: String, Codable, Sendable {
        case register = "registeruser"
        case login = "loginuser"
        case authorize
        case link = "createuserla"
    }

    /// Random; used once.
    var id: String
    var purpose: Purpose
    /// The remote source's id; a state is good for one source.
    var sourceID: String
    /// The wanted user name, for `register`.
    var userName: String?
    /// The user who links an account, for `link`.
    var userID: String?
    /// The PKCE verifier.
    var verifier: String
    /// The SHA-256 of what the one who started the flow holds.
    var binding: String
    /// Where the one who started it listens, on the machine of the browser; nil for a browser's own flow.
    var loopbackPort: Int?
    var expiresAt: Date

    static let lifetimeSeconds = 600.0

    /// AES-256-GCM, in base64url.
    func sealed(with key: SymmetricKey) throws -> String {
        let box = try AES.GCM.seal(try JSONEncoder().encode(self), using: key)
        return Base64URL.encode(box.combined ?? Data())
    }

    /// Opens a state.
    ///
    /// - Throws: `ServiceError` 400 `invalidState` for anything that this gateway did not seal, and for an old one.
    static func open(_ text: String, key: SymmetricKey, now: Date) throws(ServiceError) -> OAuth2State {
        guard text.utf8.count <= 4096, let data = Base64URL.decode(text),
            let box = try? AES.GCM.SealedBox(combined: data), let plain = try? AES.GCM.open(box, using: key),
            let state = try? JSONDecoder().decode(OAuth2State.self, from: plain), state.expiresAt > now
        else {
            throw ServiceError(
                .invalid, code: "invalidState", "the state is not valid, or older than ten minutes: start again")
        }
        return state
    }

    /// Whether `secret` is what the one who started the flow holds.
    func isBound(to secret: String) -> Bool {
        ConstantTime.equal(Self.hash(secret).utf8, binding.utf8)
    }

    static func hash(_ text: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Data(text.utf8))))
    }

    /// 32 random bytes as text.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
}
