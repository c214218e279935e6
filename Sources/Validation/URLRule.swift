/// The rule of URLs that people configure: `http` or `https`, a host, perhaps a port and a path, and nothing else.
package enum URLRule {
    /// The largest length in bytes.
    package static let maxBytes = 2048

    /// Returns `text` with scheme and host in lower case, without a default port and without a trailing slash.
    ///
    /// The messages never repeat the text, which may hold a password by mistake.
    package static func normalized(_ text: String, at path: FieldPath) throws(Violation) -> String {
        if text.isEmpty { throw Violation(path, .required, "a URL is needed") }
        if text.utf8.count > maxBytes {
            throw Violation(path, .tooLong, "a URL has at most \(maxBytes) bytes, this one has \(text.utf8.count)")
        }
        func refusal(_ message: String) -> Violation { Violation(path, .invalidURL, message) }
        guard text.utf8.allSatisfy(isURLByte) else {
            throw refusal("a URL has no spaces, control characters or characters beyond ASCII; escape or encode them")
        }
        let (scheme, rest) = try split(text, refusal)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        if authority.contains("@") { throw refusal("a URL here has no user name or password") }
        if rest.contains("?") { throw refusal("a URL here has no query") }
        if rest.contains("#") { throw refusal("a URL here has no fragment") }
        let (host, port) = try hostAndPort(authority, refusal)
        let portText = port.map { $0 == defaultPort(scheme) ? "" : ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(portText)\(try normalizedPath(rest[slash...], refusal))"
    }

    /// Returns the violation that `text` is, or nil when it is a URL.
    package static func violation(of text: String, at path: FieldPath) -> Violation? {
        do {
            _ = try normalized(text, at: path)
            return nil
        } catch {
            return error
        }
    }

    private static func split(
        _ text: String, _ refusal: (String) -> Violation
    ) throws(Violation) -> (scheme: String, rest: Substring) {
        guard let colon = text.firstIndex(of: ":") else { throw refusal("a URL starts with http:// or https://") }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", text[colon...].hasPrefix("://") else {
            throw refusal("a URL starts with http:// or https://")
        }
        return (scheme, text[text.index(colon, offsetBy: 3)...])
    }

    private static func hostAndPort(
        _ authority: Substring, _ refusal: (String) -> Violation
    ) throws(Violation) -> (host: String, port: Int?) {
        let host: Substring
        let afterHost: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw refusal("the bracket in the host isn't closed") }
            host = authority[...end]
            afterHost = authority[authority.index(after: end)...]
            guard HostGrammar.isIPv6(host.dropFirst().dropLast()) else {
                throw refusal("what is in brackets is no IPv6 address")
            }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            afterHost = authority[colon...]
            if host.isEmpty { throw refusal("a URL needs a host") }
            guard HostGrammar.isName(host) else {
                throw refusal("the host has only letters, digits, hyphens and underscores between single dots")
            }
        }
        if afterHost.isEmpty { return (host.lowercased(), nil) }
        let digits = afterHost.dropFirst()
        guard afterHost.first == ":", (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit),
            let port = Int(digits), (1...65535).contains(port)
        else { throw refusal("a port is a number from 1 to 65535") }
        return (host.lowercased(), port)
    }

    private static func normalizedPath(
        _ path: Substring, _ refusal: (String) -> Violation
    ) throws(Violation) -> String {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        while segments.last?.isEmpty == true { segments.removeLast() }
        for segment in segments {
            if segment.isEmpty { throw refusal("a URL's path has no empty parts") }
            guard hasValidEscapes(segment) else {
                throw refusal("a percent sign is followed by two hexadecimal digits")
            }
            let unescaped = segment.replacing("%2e", with: ".").replacing("%2E", with: ".")
            if unescaped == "." || unescaped == ".." { throw refusal("a URL's path has no . or .. parts") }
        }
        return segments.map { "/" + $0 }.joined()
    }

    private static func hasValidEscapes(_ segment: Substring) -> Bool {
        let bytes = Array(segment.utf8)
        for (position, byte) in bytes.enumerated() where byte == UInt8(ascii: "%") {
            guard position + 2 < bytes.count, isHexDigit(bytes[position + 1]), isHexDigit(bytes[position + 2]) else {
                return false
            }
        }
        return true
    }

    private static func defaultPort(_ scheme: String) -> Int { scheme == "https" ? 443 : 80 }

    /// What RFC 3986 allows in a URL: no space, no control character, and none of `"<>\^`{|}`.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !Array("\"<>\\^`{|}".utf8).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "f"))
    }
}
