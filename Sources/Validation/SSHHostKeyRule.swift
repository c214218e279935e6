import Foundation

/// The rule of SSH host keys: lines of a known-hosts file (sshd(8)), `host[,host] keytype base64`, perhaps with a
/// comment of one word, one key a line, without hashed hosts, markers and wildcards.
package enum SSHHostKeyRule {
    /// The largest length of all lines together, in bytes.
    package static let maxBytes = 16 * 1024
    /// The largest number of lines.
    package static let maxLines = 16

    /// How many length-prefixed parts the key blob of each type has (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4, and
    /// OpenSSH's PROTOCOL.u2f).
    private static let partCounts = [
        "ssh-ed25519": 2,
        "ssh-rsa": 3,
        "ecdsa-sha2-nistp256": 3,
        "ecdsa-sha2-nistp384": 3,
        "ecdsa-sha2-nistp521": 3,
        "sk-ssh-ed25519@openssh.com": 3,
        "sk-ecdsa-sha2-nistp256@openssh.com": 4,
    ]

    /// Returns the first violation in `text`, or nil when every line is a host key.
    package static func violation(of text: String, at path: FieldPath) -> Violation? {
        if text.utf8.count > maxBytes {
            return Violation(path, .tooLong, "host keys have at most \(maxBytes) bytes")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        if lines.isEmpty { return Violation(path, .required, "a host key is needed") }
        if lines.count > maxLines {
            return Violation(path, .tooLong, "there are at most \(maxLines) host keys, one a line")
        }
        for (index, line) in lines.enumerated() {
            if let reason = refusal(of: line) {
                return Violation(path, .invalidHostKey, lines.count == 1 ? reason : "line \(index + 1): \(reason)")
            }
        }
        return nil
    }

    private static func refusal(of line: Substring) -> String? {
        let form = "a host key is written as `host keytype base64`"
        if line.hasPrefix("@") { return "\(form), without a marker" }
        if line.hasPrefix("|") { return "\(form), with the host readable and not hashed" }
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        guard (3...4).contains(fields.count), fields.allSatisfy({ !$0.isEmpty }) else {
            return "\(form), with single spaces"
        }
        let hosts = fields[0].split(separator: ",", omittingEmptySubsequences: false)
        guard hosts.allSatisfy(isHost) else {
            return "a host is a name or an address, or [host]:port; several are separated by commas"
        }
        let type = String(fields[1])
        guard let partCount = partCounts[type] else {
            return "the key type is one of \(partCounts.keys.sorted().joined(separator: ", "))"
        }
        guard let blob = Data(base64Encoded: String(fields[2])), let parts = parts(of: Array(blob)) else {
            return "the key is not what ssh-keyscan prints: its base64 can't be read"
        }
        guard parts.first.map({ $0.elementsEqual(type.utf8) }) == true else {
            return "the key itself is of another type than the line says"
        }
        guard parts.count == partCount, parts.dropFirst().allSatisfy({ !$0.isEmpty }), hasRightSize(type, parts) else {
            return "the key is cut off or malformed"
        }
        return nil
    }

    private static func hasRightSize(_ type: String, _ parts: [ArraySlice<UInt8>]) -> Bool {
        switch type {
        case "ssh-ed25519", "sk-ssh-ed25519@openssh.com": parts[1].count == 32
        case "ssh-rsa": true
        default: parts[1].elementsEqual(type.drop { $0 != "n" }.prefix(8).utf8)
        }
    }

    /// The length-prefixed parts that make up the whole blob, or nil when they don't.
    private static func parts(of blob: [UInt8]) -> [ArraySlice<UInt8>]? {
        var parts: [ArraySlice<UInt8>] = []
        var rest = blob[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard length <= rest.count else { return nil }
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts
    }

    private static func isHost(_ text: Substring) -> Bool {
        guard text.hasPrefix("[") else { return HostGrammar.isName(text) || HostGrammar.isIPv6(text) }
        guard let end = text.firstIndex(of: "]"), text[end...].hasPrefix("]:") else { return false }
        let host = text[text.index(after: text.startIndex)..<end]
        let port = text[text.index(end, offsetBy: 2)...]
        return (HostGrammar.isName(host) || HostGrammar.isIPv6(host)) && (1...5).contains(port.utf8.count)
            && port.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            && (1...65535).contains(Int(port) ?? 0)
    }
}
