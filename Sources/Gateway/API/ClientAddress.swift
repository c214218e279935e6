import NIOCore

/// Whose failures are counted together.
enum ClientAddress {
    /// The address that a request comes from: the peer's, or what the nearest proxy that is not trusted said.
    ///
    /// - Parameters:
    ///   - peer: The socket's other side; nil for callers in this process.
    ///   - forwardedFor: The `X-Forwarded-For` fields, each with the nearest address last.
    ///   - isTrustedProxy: Whether what an address says is believed.
    /// - Returns: An IPv4 address, or the first half of an IPv6 address: one customer has the other half.
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
        return network(of: address)
    }

    private static func network(of address: String) -> String {
        guard address.contains(":") else { return address }
        // An IPv4 address in IPv6 clothes.
        if address.contains(".") { return address.split(separator: ":").last.map(String.init) ?? address }
        let sides = address.lowercased().split(separator: "::", omittingEmptySubsequences: false)
            .map { $0.split(separator: ":") }
        let missing = Array(repeating: Substring("0"), count: max(0, 8 - sides.reduce(0) { $0 + $1.count }))
        let groups = (sides.first ?? []) + missing + (sides.count > 1 ? sides[1] : [])
        return groups.prefix(4).joined(separator: ":")
    }
}
