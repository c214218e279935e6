/// What a pinned SSH host key may be: lines as in a `known_hosts` file, `HOST TYPE BASE64`, without markers and hashes.
package enum SSHHostKeyRule {
    package static let maxBytes = 16 * 1024
    package static let maxLines = 16
    private static let types: Set<Substring> = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// Returns the violation that `text` is, or nil.
    package static func violation(of text: String, at path: FieldPath) -> Violation? {
        if text.utf8.count > maxBytes {
            return Violation(path, .tooLong, "host keys have at most \(maxBytes) bytes")
        }
        let lines = text.split(whereSeparator: \.isNewline)
        if lines.isEmpty || lines.count > maxLines {
            return Violation(path, .invalidHostKey, "1 to \(maxLines) lines of HOST TYPE KEY are needed")
        }
        for line in lines {
            if let reason = reason(against: line) { return Violation(path, .invalidHostKey, reason) }
        }
        return nil
    }

    private static func reason(against line: Substring) -> String? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: true)
        guard (3...4).contains(parts.count) else { return "a host key is HOST TYPE KEY, as in known_hosts" }
        guard isHostList(parts[0]) else { return "a host key starts with a host name, not with a marker or a hash" }
        guard types.contains(parts[1]) else { return "\"\(parts[1].prefix(40))\" is not a type of SSH host keys" }
        guard let blob = Base64.decode(parts[2]), name(in: blob) == String(parts[1]) else {
            return "the key is not the base64 form of a key of type \(parts[1])"
        }
        return nil
    }

    private static func isHostList(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 1024 else { return false }
        guard first != UInt8(ascii: "@"), first != UInt8(ascii: "|"), first != UInt8(ascii: "-"),
            first != UInt8(ascii: "#")
        else { return false }
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    /// The type that the key itself carries: a 32-bit length and as many bytes (RFC 4253 §6.6).
    private static func name(in blob: [UInt8]) -> String? {
        guard blob.count > 4 else { return nil }
        let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= 64, blob.count > 4 + length else { return nil }
        return String(decoding: blob[4..<(4 + length)], as: UTF8.self)
    }
}

/// Base64 with padding, read strictly.
enum Base64 {
    static func decode(_ text: Substring) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count % 4 == 0, !bytes.isEmpty else { return nil }
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count / 4 * 3)
        var buffer = 0
        var bits = 0
        for byte in bytes.dropLast(padding) {
            guard let value = value(of: byte) else { return nil }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                decoded.append(UInt8(truncatingIfNeeded: buffer >> bits))
                buffer &= (1 << bits) - 1
            }
        }
        return decoded
    }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case 65...90: Int(byte) - 65
        case 97...122: Int(byte) - 71
        case 48...57: Int(byte) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
