/// What a forge's URL may be: http or https, a host, perhaps a port and a path, and nothing else.
package enum URLRule {
    package static let maxBytes = 2048

    /// Returns the URL in the one spelling in which it is stored: scheme and host in lower case, no default port, no
    /// slash at the end.
    ///
    /// - Throws: The violation that the text is.
    package static func normalized(_ text: String, at path: FieldPath) throws(Violation) -> String {
        func refuse(_ message: String) -> Violation { Violation(path, .invalidURL, message) }
        if text.isEmpty { throw Violation(path, .required, "a URL is needed") }
        if text.utf8.count > maxBytes { throw Violation(path, .tooLong, "a URL has at most \(maxBytes) bytes") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw refuse("a URL has neither spaces nor characters outside of ASCII; escape them")
        }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw refuse("a URL starts with http:// or https://")
        }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { throw refuse("only http and https URLs are allowed") }
        let rest = text[text.index(colon, offsetBy: 3)...]
        if rest.contains("?") { throw refuse("this URL must not have a query") }
        if rest.contains("#") { throw refuse("this URL must not have a fragment") }
        let authorityEnd = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<authorityEnd]
        if authority.contains("@") { throw refuse("a URL must not carry a user name or a password") }
        guard let (host, port) = hostAndPort(authority) else { throw refuse("the URL's host or port is not valid") }
        let segments = rest[authorityEnd...].split(separator: "/", omittingEmptySubsequences: true)
        if segments.contains(where: { isDots($0) }) { throw refuse("the URL's path must not have . or .. in it") }
        guard segments.allSatisfy(hasValidEscapes) else { throw refuse("the URL's path has a % that escapes nothing") }
        let isDefaultPort = port == nil || (scheme == "http" && port == 80) || (scheme == "https" && port == 443)
        let portText = isDefaultPort ? "" : port.map { ":\($0)" } ?? ""
        let pathText = segments.isEmpty ? "" : "/" + segments.joined(separator: "/")
        return "\(scheme)://\(host)\(portText)\(pathText)"
    }

    private static func hostAndPort(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var port: Int?
        let afterHost = authority.hasPrefix("[") ? authority.lastIndex(of: "]") : authority.startIndex
        guard let afterHost else { return nil }
        if let colon = authority[afterHost...].firstIndex(of: ":") {
            let digits = authority[authority.index(after: colon)...]
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(digits), (1...65535).contains(number)
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        return isHost(host) ? (host.lowercased(), port) : nil
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.utf8.count > 3 else { return false }
            return host.dropFirst().dropLast().utf8.allSatisfy { byte in
                isHexDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
            }
        }
        guard (1...253).contains(host.utf8.count), !host.hasPrefix("-"), !host.hasPrefix(".") else { return false }
        guard !host.contains("..") else { return false }
        return host.utf8.allSatisfy { byte in
            isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_")
        }
    }

    private static func isDots(_ segment: Substring) -> Bool {
        let plain = segment.lowercased().split(separator: "%2e", omittingEmptySubsequences: false).joined(
            separator: ".")
        return plain == "." || plain == ".."
    }

    private static func hasValidEscapes(_ segment: Substring) -> Bool {
        let bytes = Array(segment.utf8)
        return bytes.indices.allSatisfy { index in
            bytes[index] != UInt8(ascii: "%")
                || (index + 2 < bytes.count && isHexDigit(bytes[index + 1]) && isHexDigit(bytes[index + 2]))
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte | 0x20)
    }
}
