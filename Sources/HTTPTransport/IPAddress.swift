package import Glibc

/// An IPv4 or IPv6 address, as the bytes that go over the wire.
package struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the address out of a socket address; nil for anything that is not IP.
    package init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin_addr.s_addr) { Array($0) }
            }
        case AF_INET6:
            bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) }
            }
        default:
            return nil
        }
    }

    /// Reads the usual spellings: `127.0.0.1`, `::1`.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    /// The IPv4 address that an IPv6 address stands for: mapped, translated, compatible, NAT64, 6to4, Teredo or ISATAP;
    /// nil otherwise.
    ///
    /// RFC 4291 §2.5.5, RFC 2765 §2.1, RFC 6052 §2.1, RFC 3056 §2, RFC 4380 §4, RFC 5214 §6.1.
    var embeddedIPv4: IPAddress? {
        guard bytes.count == 16 else { return nil }
        if bytes[..<10].allSatisfy({ $0 == 0 }) {
            let marker = Array(bytes[10..<12])
            let isMapped = marker == [0xff, 0xff]
            let isCompatible = marker == [0, 0] && bytes[12..<16].contains { $0 != 0 } && !isLoopbackTail
            if isMapped || isCompatible { return IPAddress(bytes: Array(bytes[12...])) }
        }
        if bytes.starts(with: [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0])
            || bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0])
        {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        if bytes.starts(with: [0x20, 0x02]) { return IPAddress(bytes: Array(bytes[2..<6])) }
        if bytes.starts(with: [0x20, 0x01, 0, 0]) { return IPAddress(bytes: bytes[12...].map { ~$0 }) }
        // Under any prefix; the second bit of the first byte only says whether the IPv4 address is unique.
        if bytes[8] & 0xfd == 0, bytes[9] == 0, bytes[10] == 0x5e, bytes[11] == 0xfe {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        return nil
    }

    /// The IPv4 address that this is in IPv6 clothes (`::ffff:127.0.0.1`); nil for every other one.
    var mappedIPv4: IPAddress? {
        bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xff, 0xff])
            ? IPAddress(bytes: Array(bytes[12...])) : nil
    }

    private var isLoopbackTail: Bool { Array(bytes[12...]) == [0, 0, 0, 1] }
}
