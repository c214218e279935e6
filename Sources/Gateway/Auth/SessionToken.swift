import Crypto
import Foundation
import ServiceKit

/// A session as a client holds it: its id, signed, so that a made-up one never reaches the configstore.
enum SessionToken {
    static let prefix = "sps_"

    static func sign(_ id: String, key: SymmetricKey) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(id.utf8), using: key)
        return "\(prefix)\(id).\(Base64URL.encode(Array(code)))"
    }

    /// The session's id; nil when the signature is not ours.
    static func verify(_ token: String, key: SymmetricKey) -> String? {
        guard token.hasPrefix(prefix), token.utf8.count <= 256 else { return nil }
        let parts = token.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let code = Base64URL.decode(String(parts[1])),
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(parts[0].utf8), using: key)
        else { return nil }
        return String(parts[0])
    }
}
