/// A range of addresses in CIDR notation: `10.0.0.0/8`, `fd00::/8`, or a single address.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let address: IPAddress
    private let prefixLength: Int
    /// The range as it was written.
    public let description: String

    /// Reads a range.
    ///
    /// - Parameter text: An address, and how many of its bits count: `ADDRESS/BITS`; all of them when left out.
    /// - Throws: `InvalidAddressRange` for anything else, also when bits are set that don't count.
    public init(_ text: String) throws(InvalidAddressRange) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(String(parts[0])) else {
            throw InvalidAddressRange(text: text)
        }
        let bits = address.bytes.count * 8
        var length = bits
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(parts[1]), number <= bits
            else { throw InvalidAddressRange(text: text) }
            length = number
        }
        self.init(address: address, prefixLength: length, description: text)
        guard contains(address), hasNoHostBits else { throw InvalidAddressRange(text: text) }
    }

    private init(address: IPAddress, prefixLength: Int, description: String) {
        self.address = address
        self.prefixLength = prefixLength
        self.description = description
    }

    /// A range that is known to be well-formed.
    static func known(_ bytes: [UInt8], _ prefixLength: Int) -> AddressRange {
        AddressRange(
            address: IPAddress(bytes: bytes), prefixLength: prefixLength, description: "\(bytes)/\(prefixLength)")
    }

    /// Whether an address in one of its usual spellings is in the range; false for what is no address.
    ///
    /// - Parameter address: Such as `127.0.0.1`, `::1` or `::ffff:127.0.0.1`.
    public func contains(_ address: String) -> Bool {
        // Other forms that hold an IPv4 address are not that one's: anybody may choose the end of an IPv6 address.
        IPAddress(address).map { contains($0.mappedIPv4 ?? $0) || contains($0) } ?? false
    }

    func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let whole = prefixLength / 8
        guard address.bytes[..<whole] == other.bytes[..<whole] else { return false }
        let rest = prefixLength % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff << (8 - rest))
        return address.bytes[whole] & mask == other.bytes[whole] & mask
    }

    private var hasNoHostBits: Bool {
        for position in prefixLength..<(address.bytes.count * 8)
        where address.bytes[position / 8] & (0x80 >> UInt8(position % 8)) != 0 {
            return false
        }
        return true
    }
}

/// A text that is not a range of addresses.
public struct InvalidAddressRange: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was written.
    public let text: String

    /// What is wrong and what would be right.
    public var description: String {
        "\"\(text.prefix(60))\" is not a range of addresses: write 10.0.0.0/8, fd00::/8 or a single address"
    }
}
