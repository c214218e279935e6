/// The rule of git clone URLs: `https://host/path`, `ssh://user@host/path`, or the short form `user@host:path`.
package enum CloneURLRule {
    package enum Scheme: Sendable, Hashable {
        case https, ssh
    }

    /// Checks a clone URL, and returns how it is cloned. The messages never repeat the text, which may hold a password
    /// by mistake.
    package static func scheme(of text: String, at path: FieldPath) throws(Violation) -> Scheme {
        if text.isEmpty { throw Violation(path, .required, "a clone URL is needed: ssh or https") }
        if text.utf8.count > URLRule.maxBytes {
            throw Violation(path, .tooLong, "a clone URL has at most \(URLRule.maxBytes) bytes")
        }
        let lowercased = text.lowercased()
        if lowercased.hasPrefix("https://") {
            let normalized = try URLRule.normalized(text, at: path)
            guard normalized.dropFirst("https://".count).contains("/") else {
                throw refusal("a clone URL has a path behind the host", path)
            }
            return .https
        }
        guard !lowercased.hasPrefix("http://") else {
            throw refusal("http sends everything in clear: use https or ssh", path)
        }
        try checkSSH(text, path)
        return .ssh
    }

    private static func checkSSH(_ text: String, _ path: FieldPath) throws(Violation) {
        let form = refusal("a clone URL is https://host/path, ssh://user@host/path or user@host:path", path)
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Array("\"<>\\^`{|}?#".utf8).contains($0) }) else {
            throw refusal("a clone URL has no spaces, control characters or characters beyond ASCII", path)
        }
        let isLong = text.lowercased().hasPrefix("ssh://")
        let rest = isLong ? text.dropFirst("ssh://".count) : text[...]
        // The colons of an address in brackets separate nothing.
        let start = isLong ? rest.startIndex : rest.firstIndex(of: "]") ?? rest.startIndex
        guard !rest.contains("://"), let end = rest[start...].firstIndex(of: isLong ? "/" : ":") else { throw form }
        let authority = rest[..<end]
        var host = authority
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            guard isUser(user) else { throw refusal("a clone URL has a user name and no password", path) }
            host = authority[authority.index(after: at)...]
        } else if !isLong {
            throw form
        }
        if isLong, let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            let port = host[host.index(after: colon)...]
            guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(port), (1...65535).contains(number)
            else {
                throw refusal("a port is a number from 1 to 65535", path)
            }
            host = host[..<colon]
        }
        let isAddress = host.hasPrefix("[") && host.hasSuffix("]") && HostGrammar.isIPv6(host.dropFirst().dropLast())
        guard isAddress || HostGrammar.isName(host) else { throw form }
        let location = rest[rest.index(after: end)...]
        guard !location.isEmpty, !location.hasPrefix("-") else { throw form }
    }

    private static func isUser(_ text: Substring) -> Bool {
        // A user that starts with a hyphen would be an option to ssh.
        (1...64).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == 45 || byte == 46 || byte == 95
            }
    }

    private static func refusal(_ message: String, _ path: FieldPath) -> Violation {
        Violation(path, .invalidURL, message)
    }
}
