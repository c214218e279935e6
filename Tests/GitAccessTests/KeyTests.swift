import Foundation
import GitServing
import HTTPTransport
import RemoteSources
import Testing

@testable import GitAccess

@Suite("Keys")
struct KeyTests {
    @Test("OpenSSH reads a new key and derives the same public key from it")
    func keyPair() async throws {
        let folder = URL.temporaryDirectory.appending(component: "sallyport-key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pair = SSHKeyPair(comment: "sallyport")
        let file = folder.appending(component: "key")
        #expect(
            FileManager.default.createFile(
                atPath: file.path, contents: Data(pair.privateKey.utf8), attributes: [.posixPermissions: 0o600]))
        #expect(try await GitServer.run("ssh-keygen", ["-y", "-P", "", "-f", file.path]) == pair.publicKey)
        #expect(SSHKeyPair(comment: "sallyport").privateKey != pair.privateKey)
    }

    @Test("a scan shows the keys that the server has, with OpenSSH's fingerprints")
    func scan() async throws {
        try await GitServer.with { server in
            let scan = HostKeyScan(outboundAllow: [try AddressRange("127.0.0.1")], threads: server.threads)
            let keys = try await scan.keys(host: "127.0.0.1", port: server.ports.ssh)
            #expect(keys == [try server.hostKey("ed25519"), try server.hostKey("ecdsa")])
            let shown = try await GitServer.run("ssh-keygen", ["-l", "-f", server.folder.path + "/host_ed25519.pub"])
            #expect(shown.contains(" \(keys[0].fingerprint) "))
            let guarded = HostKeyScan(outboundAllow: [], threads: server.threads)
            await #expect(throws: GitError.addressRefused) {
                try await guarded.keys(host: "127.0.0.1", port: server.ports.ssh)
            }
        }
    }
}
