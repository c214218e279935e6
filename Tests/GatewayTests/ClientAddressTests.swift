import HTTPTransport
import Testing

@testable import Gateway

@Suite("Whose failures are counted together")
struct ClientAddressTests {
    private static let proxies = try? ["10.0.0.0/8", "fd00::/8"].map(AddressRange.init)

    private static func address(_ peer: String?, _ forwardedFor: String...) -> String {
        ClientAddress.of(peer: peer, forwardedFor: forwardedFor) { address in
            (proxies ?? []).contains { $0.contains(address) }
        }
    }

    @Test(
        "without a proxy it is the peer, whatever it says", arguments: ["203.0.113.9", "198.51.100.1, 203.0.113.9", ""])
    func untrusted(_ said: String) {
        #expect(Self.address("192.0.2.1") == "192.0.2.1")
        #expect(Self.address("192.0.2.1", said) == "192.0.2.1")
    }

    @Test("behind a trusted proxy it is who the proxy says, not what that one says")
    func proxy() {
        #expect(Self.address("10.0.0.1", "203.0.113.9") == "203.0.113.9")
        #expect(Self.address("10.0.0.1", "198.51.100.1, 203.0.113.9") == "203.0.113.9")
        #expect(Self.address("10.0.0.1", "198.51.100.1", "203.0.113.9") == "203.0.113.9")
        #expect(Self.address("10.0.0.1") == "10.0.0.1")
        #expect(Self.address("::ffff:10.0.0.1", "203.0.113.9") == "203.0.113.9")
    }

    @Test(
        "an address that only looks like a proxy's is believed nothing",
        arguments: [
            "2606:4700::5efe:10.0.0.1", "2002:a00:1::1", "64:ff9b::10.0.0.1",
        ])
    func lookalike(_ peer: String) {
        #expect(Self.address(peer, "203.0.113.9") == peer)
    }

    @Test("behind two trusted proxies it is who the farther one says")
    func chain() {
        #expect(Self.address("10.0.0.1", "203.0.113.9, 10.0.0.2") == "203.0.113.9")
        #expect(Self.address("fd00::1", "198.51.100.1 , 203.0.113.9 ,fd00::2") == "203.0.113.9")
        #expect(Self.address("10.0.0.1", "10.0.0.3,10.0.0.2") == "10.0.0.3")
    }

    @Test(
        "an IPv6 address counts by its first half",
        arguments: [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8:1:2::9", "2001:db8:1:2"),
            ("2001:db8::9", "2001:db8:0:0"),
            ("2001:db8::7:0:0:0:1", "2001:db8:0:7"), ("1::2:3:4:5:6", "1:0:0:2"), ("2001:DB8:0:0:1::", "2001:db8:0:0"),
            ("::1", "0:0:0:0"), ("::ffff:203.0.113.9", "203.0.113.9"),
        ])
    func halves(address: String, expected: String) {
        #expect(ClientAddress.network(of: Self.address("10.0.0.1", address)) == expected)
        #expect(ClientAddress.network(of: Self.address(address)) == expected)
    }

    @Test(
        "what is no address stops at the proxy that said it",
        arguments: ["unknown", "_hidden", "203.0.113.9:80", "[2001:db8::1]", "203.0.113", "1.2.3.4.5", "é", ",", ", ,"])
    func garbage(_ said: String) {
        #expect(Self.address("10.0.0.1", said) == "10.0.0.1")
    }

    @Test("a header that is very long costs little")
    func long() {
        let said = Array(repeating: "10.0.0.2", count: 10_000).joined(separator: ",")
        #expect(Self.address("10.0.0.1", "203.0.113.9," + said) == "10.0.0.2")
    }

    @Test("callers in this process have none")
    func inProcess() {
        #expect(Self.address(nil, "203.0.113.9") == "in-process")
    }
}
