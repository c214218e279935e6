/// Which addresses may be connected: public ones, and those that the operator allows.
///
/// It is asked about the address that a socket is about to be connected to, so what a name resolved to before, or where
/// a redirect points, makes no difference.
package struct AddressGuard: Sendable {
    private let allowed: [AddressRange]

    /// Permits public addresses, and what is in these ranges.
    package init(allowed: [AddressRange]) {
        self.allowed = allowed
    }

    package func permits(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        // What stands for an IPv4 address is no more reachable than that one.
        if let inner = address.embeddedIPv4, !permits(inner) { return false }
        return !Self.special.contains { $0.contains(address) }
    }

    /// Everything that is not the public internet (IANA's special-purpose address registries).
    private static let special: [AddressRange] = [
        .known([0, 0, 0, 0], 8),  // this network
        .known([10, 0, 0, 0], 8),  // private
        .known([100, 64, 0, 0], 10),  // shared by carriers; a cloud's metadata too
        .known([127, 0, 0, 0], 8),  // loopback
        .known([168, 63, 129, 16], 32),  // a cloud's metadata, at an address like any other
        .known([169, 254, 0, 0], 16),  // link-local; most clouds' metadata
        .known([172, 16, 0, 0], 12),  // private
        .known([192, 0, 0, 0], 24),  // protocol assignments; a cloud's metadata too
        .known([192, 0, 2, 0], 24),  // documentation
        .known([192, 88, 99, 0], 24),  // 6to4 relays
        .known([192, 168, 0, 0], 16),  // private
        .known([198, 18, 0, 0], 15),  // benchmarks
        .known([198, 51, 100, 0], 24),  // documentation
        .known([203, 0, 113, 0], 24),  // documentation
        .known([224, 0, 0, 0], 4),  // multicast
        .known([240, 0, 0, 0], 4),  // reserved and broadcast
        .known([UInt8](repeating: 0, count: 16), 127),  // unspecified and loopback
        .known([0x00, 0x64, 0xff, 0x9b, 0, 1] + [UInt8](repeating: 0, count: 10), 48),  // local NAT64
        .known([0x01] + [UInt8](repeating: 0, count: 15), 64),  // discard
        .known([0x20, 0x01, 0x00, 0x02] + [UInt8](repeating: 0, count: 12), 48),  // benchmarks
        .known([0x20, 0x01, 0x00, 0x10] + [UInt8](repeating: 0, count: 12), 28),  // ORCHID
        .known([0x20, 0x01, 0x00, 0x20] + [UInt8](repeating: 0, count: 12), 28),  // ORCHID
        .known([0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12), 32),  // documentation
        .known([0x3f, 0xff] + [UInt8](repeating: 0, count: 14), 20),  // documentation
        .known([0x5f] + [UInt8](repeating: 0, count: 15), 16),  // segment routing
        .known([0xfc] + [UInt8](repeating: 0, count: 15), 7),  // unique-local; a cloud's metadata too
        .known([0xfe, 0x80] + [UInt8](repeating: 0, count: 14), 10),  // link-local
        .known([0xfe, 0xc0] + [UInt8](repeating: 0, count: 14), 10),  // site-local
        .known([0xff] + [UInt8](repeating: 0, count: 15), 8),  // multicast
    ]
}
