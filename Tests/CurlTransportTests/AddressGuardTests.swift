import Testing

@testable import HTTPTransport

@Suite("The address guard")
struct AddressGuardTests {
    @Test(
        "refuses what is not public",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
            "127.255.255.254", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192",
            "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
            "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::",
            "2002:a9fe:a9fe::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "fc00::1", "fd00:ec2::254", "fe80::1",
            "fec0::1", "ff02::1", "100::1", "2001:db8::1", "168.63.129.16", "::ffff:168.63.129.16", "::ffff:0:10.0.0.1",
            "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1", "fe80::5efe:1.1.1.1", "2001:2::1",
            "2001:10::1", "2001:20::1", "3fff::1", "5f00::1",
        ])
    func refused(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressGuard(allowed: []).permits(address))
    }

    @Test(
        "permits what is public",
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
            "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111",
            "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1", "168.63.129.15", "168.63.129.17",
            "2606:4700::5efe:1.1.1.1", "2001:4860::8888", "3fff:1000::1", "5f01::1",
        ])
    func permitted(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard(allowed: []).permits(address))
    }

    @Test("permits what the operator allows, in each form, and nothing beside it")
    func allowed() throws {
        let open = AddressGuard(allowed: [try AddressRange("127.0.0.0/8"), try AddressRange("fd00::/8")])
        for text in ["127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1", "fd12::1"] {
            #expect(open.permits(try #require(IPAddress(text))))
        }
        for text in ["10.0.0.1", "::1", "fc00::1", "169.254.169.254"] {
            #expect(!open.permits(try #require(IPAddress(text))))
        }
    }

    @Test(
        "ranges that are none are refused",
        arguments: ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "x"])
    func badRanges(text: String) {
        #expect(throws: InvalidAddressRange(text: text)) { try AddressRange(text) }
    }

    @Test("a range contains an address when its first bits are the same, for every length")
    func everyLength() throws {
        var generator = SystemRandomNumberGenerator()
        for length in 0...32 {
            let number = UInt32.random(in: .min ... .max, using: &generator)
            let mask: UInt32 = length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
            let network = number & mask
            func text(_ number: UInt32) -> String {
                [24, 16, 8, 0].map { String(number >> UInt32($0) & 255) }.joined(separator: ".")
            }
            let range = try AddressRange("\(text(network))/\(length)")
            for _ in 0..<50 {
                let other = UInt32.random(in: .min ... .max, using: &generator)
                #expect(range.contains(try #require(IPAddress(text(other)))) == (other & mask == network))
                let inside = network | (other & ~mask)
                #expect(range.contains(try #require(IPAddress(text(inside)))))
            }
        }
    }
}
