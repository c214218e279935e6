import Crypto
import Foundation

/// An ed25519 key pair for a repository, in OpenSSH's forms.
package struct SSHKeyPair: Sendable {
    /// PEM, without a passphrase.
    package let privateKey: String
    /// One line: `ssh-ed25519 base64 comment`.
    package let publicKey: String

    /// Makes a new pair.
    ///
    /// - Parameter comment: One word that says what the key is for.
    package init(comment: String) {
        let key = Curve25519.Signing.PrivateKey()
        let check = UInt32.random(in: .min ... .max)
        let type = "ssh-ed25519"
        var blob = SSHWireWriter()
        blob.add(type)
        blob.add(key.publicKey.rawRepresentation)

        // OpenSSH's PROTOCOL.key: the private part twice carries a number, which tells a wrong passphrase.
        var secret = SSHWireWriter()
        secret.add(check)
        secret.add(check)
        secret.add(type)
        secret.add(key.publicKey.rawRepresentation)
        secret.add(key.rawRepresentation + key.publicKey.rawRepresentation)
        secret.add(comment)
        secret.pad(to: 8)

        var file = SSHWireWriter(Array("openssh-key-v1\0".utf8))
        file.add("none")
        file.add("none")
        file.add("")
        file.add(UInt32(1))
        file.add(blob.bytes)
        file.add(secret.bytes)
        let base64 = Data(file.bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\n\(base64)\n-----END OPENSSH PRIVATE KEY-----\n"
        publicKey = "\(type) \(Data(blob.bytes).base64EncodedString()) \(comment)"
    }
}

/// SSH's strings and numbers (RFC 4251 §5).
private struct SSHWireWriter {
    var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    mutating func add(_ number: UInt32) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ value: some Collection<UInt8>) {
        add(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    mutating func pad(to size: Int) {
        var next: UInt8 = 1
        while bytes.count % size != 0 {
            bytes.append(next)
            next += 1
        }
    }
}
