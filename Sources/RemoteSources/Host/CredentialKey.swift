import Crypto
import Foundation
import HTTPTransport

/// Which credential a request carries to which forge: a digest, so that what is kept per credential keeps no secret.
struct CredentialKey: Hashable {
    private let digest: SHA256.Digest

    /// Nil for a request without a credential.
    init?(_ request: TransportRequest) {
        var hasher = SHA256()
        var hasCredential = false
        hasher.update(data: Data(Self.origin(of: request.url).utf8))
        for header in request.headers where header.isSensitive {
            hasCredential = true
            hasher.update(data: Data("\n\(header.name.lowercased()):\(header.value)".utf8))
        }
        guard hasCredential else { return nil }
        digest = hasher.finalize()
    }

    private static func origin(of url: String) -> Substring {
        url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3).last ?? ""
    }
}
