package import HTTPTransport
package import NIOPosix

/// Looks which host keys a server has, one connection a type, without signing in.
package struct HostKeyScan: Sendable {
    /// The types that are asked for.
    private static let types = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]

    private let addressGuard: AddressGuard
    private let threads: NIOThreadPool

    package init(outboundAllow: [AddressRange], threads: NIOThreadPool) {
        addressGuard = AddressGuard(allowed: outboundAllow)
        self.threads = threads
    }

    /// - Returns: The keys that the server has proved to have, one of each type; never none.
    /// - Throws: `connectionFailed`, `addressRefused`, `timedOut`; `badAnswer` when it has none of these types.
    package func keys(host: String, port: Int, within time: Duration = .seconds(10)) async throws(GitError) -> [HostKey]
    {
        let patience = Patience(deadline: .now + time)
        let addressGuard = addressGuard
        return try await threads.run(patience) { () throws(GitError) in
            var keys: [HostKey] = []
            for type in Self.types {
                do throws(GitError) {
                    let session = try SSHSession(
                        host: host, port: port, keyTypes: [type], addressGuard: addressGuard, patience: patience)
                    keys.append(try session.hostKey())
                } catch .hostKeyMismatch {
                    continue
                }
            }
            guard !keys.isEmpty else { throw .badAnswer("it has no host key of a kind that can be pinned") }
            return keys
        }
    }
}
