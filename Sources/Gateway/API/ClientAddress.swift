import NIOCore

/// Where requests come from.
enum ClientAddress {
    /// The address that a request comes from: the peer's, or what the nearest proxy that is not trusted said.
    ///
    /// - Parameters:
    ///   - peer: The socket's other side; nil for callers in this process.
    ///   - forwardedFor: The `X-Forwarded-For` fields, each with the nearest address last.
    ///   - isTrustedProxy: Whether what an address says is believed.
    /// - Returns: The address; `in-process` for callers in this process.
    static func of(peer: String?, forwardedFor: [String], isTrustedProxy: (String) -> Bool) -> String {
        guard var address = peer else { return "in-process" }
        let said = forwardedFor.flatMap { $0.split(separator: ",") }.suffix(20)
        for text in said.reversed() {
            guard isTrustedProxy(address) else { break }
            let text = text.trimmingPrefix { $0 == " " }
            guard let known = try? SocketAddress(ipAddress: String(text.prefix { $0 != " " }), port: 0).ipAddress
            else { break }
            address = known
        }
        return address
    }

    /// Whose failures are counted together: an IPv4 address, or the first half of an IPv6 address, since one customer has
    /// the other half.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: ":", omittingEmptySubsequences: false)
        guard let gap = halves.dropFirst().firstIndex(of: "") else { return halves.prefix(4).joined(separator: ":") }
        let leading = halves[..<gap].prefix(4)
        return (leading + Array(repeating: "0", count: 4 - leading.count)).joined(separator: ":")
    }
}
