import Crypto
import Foundation

/// A server's public host key.
package struct HostKey: Sendable, Hashable {
    /// Such as `ssh-ed25519`.
    package var type: String
    /// The key as SSH's wire format has it (RFC 4253 §6.6).
    package var blob: [UInt8]

    package init(type: String, blob: [UInt8]) {
        self.type = type
        self.blob = blob
    }

    /// As OpenSSH shows it: `SHA256:…`.
    package var fingerprint: String {
        let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
        return "SHA256:" + digest.prefix { $0 != "=" }
    }

    /// A line of a known-hosts file (sshd(8)).
    package func line(host: String, port: Int) -> String {
        "\(port == 22 ? host : "[\(host)]:\(port)") \(type) \(Data(blob).base64EncodedString())"
    }
}

/// Which host keys of a server are the right ones.
package enum HostKeyPolicy: Sendable, Hashable {
    /// One of these.
    case pinned([PinnedHostKey])
    /// Whatever the server shows. Anybody between can be the server.
    case any

    /// Reads lines of a known-hosts file; what is no line of one pins nothing.
    package init(knownHosts: String) {
        self = .pinned(
            knownHosts.split(whereSeparator: \.isNewline).flatMap { line -> [PinnedHostKey] in
                let fields = line.split(separator: " ")
                guard fields.count >= 3, let blob = Data(base64Encoded: String(fields[2])) else { return [] }
                let key = HostKey(type: String(fields[1]), blob: Array(blob))
                return fields[0].split(separator: ",").map { PinnedHostKey(host: $0.lowercased(), key: key) }
            })
    }

    /// The keys that a server may have; nil for any.
    func keys(host: String, port: Int) -> [HostKey]? {
        switch self {
        case .any: return nil
        case .pinned(let pinned):
            let names = [port == 22 ? host.lowercased() : nil, "[\(host.lowercased())]:\(port)"]
            return pinned.filter { names.contains($0.host) }.map(\.key)
        }
    }
}

/// A host key, and the host that it is pinned for: `host`, or `[host]:port`.
package struct PinnedHostKey: Sendable, Hashable {
    package var host: String
    package var key: HostKey

    package init(host: String, key: HostKey) {
        self.host = host
        self.key = key
    }
}
