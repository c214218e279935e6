import CurlTransport
import Foundation
import HTTPTransport
import Testing

@Suite("The libcurl transport over TLS", .timeLimit(.minutes(2)))
struct TLSTests {
    /// The status of the answer to a file that every server has, or the code of the error.
    static func outcome(_ transport: CurlTransport, _ url: String, _ tls: TLSPolicy) async -> String {
        do throws(TransportError) {
            return "\(try await transport.send(TransportRequest(method: "GET", url: url + "ca.pem", tls: tls)).status)"
        } catch {
            return "\(error.code)"
        }
    }

    @Test("refuses a certificate that nobody vouches for", arguments: [TLSServer.Kind.http2, .http1])
    func unknownAuthority(kind: TLSServer.Kind) async throws {
        try await TLSServer.with(kind) { server, certificates in
            let transport = try CurlTransportTests.loopback()
            #expect(await Self.outcome(transport, server.url, .systemRoots) == "tlsFailed")
            let another = try TestCertificates()
            defer { another.remove() }
            let other = TLSPolicy.certificateAuthorities(file: another.authority)
            #expect(await Self.outcome(transport, server.url, other) == "tlsFailed")
            let missing = TLSPolicy.certificateAuthorities(file: certificates.directory + "/none.pem")
            #expect(await Self.outcome(transport, server.url, missing) == "tlsFailed")
        }
    }

    @Test("trusts the authorities of a call for that call alone", arguments: [TLSServer.Kind.http2, .http1])
    func ownAuthority(kind: TLSServer.Kind) async throws {
        try await TLSServer.with(kind) { server, certificates in
            let transport = try CurlTransportTests.loopback()
            let own = TLSPolicy.certificateAuthorities(file: certificates.authority)
            #expect(await Self.outcome(transport, server.url, own) == "200")
            #expect(await Self.outcome(transport, server.url, .systemRoots) == "tlsFailed")
            #expect(await Self.outcome(transport, server.url, own) == "200")
            #expect(await Self.outcome(transport, "https://localhost:\(server.port)/", own) == "200")
        }
    }

    @Test(
        "trusts the authorities of its configuration besides the system's", arguments: [TLSServer.Kind.http2, .http1])
    func configuredAuthorities(kind: TLSServer.Kind) async throws {
        try await TLSServer.with(kind) { server, certificates in
            let loopback = [try AddressRange("127.0.0.0/8")]
            let own = CurlTransport(
                configuration: .init(outboundAllow: loopback, authoritiesFile: certificates.authority))
            #expect(await Self.outcome(own, server.url, .systemRoots) == "200")
            let another = try TestCertificates()
            defer { another.remove() }
            let other = CurlTransport(configuration: .init(outboundAllow: loopback, authoritiesFile: another.authority))
            #expect(await Self.outcome(other, server.url, .systemRoots) == "tlsFailed")
        }
    }

    @Test("refuses a certificate of another name, whoever signed it")
    func otherName() async throws {
        try await TLSServer.with(.http2, names: "DNS:git.example.com") { server, certificates in
            let transport = try CurlTransportTests.loopback()
            let own = TLSPolicy.certificateAuthorities(file: certificates.authority)
            #expect(await Self.outcome(transport, server.url, own) == "tlsFailed")
            #expect(await Self.outcome(transport, "https://localhost:\(server.port)/", own) == "tlsFailed")
            #expect(await Self.outcome(transport, server.url, .skipVerification) == "200")
            #expect(await Self.outcome(transport, server.url, own) == "tlsFailed")
        }
    }

    @Test(
        "gives no checked call a connection or session that an unchecked one made",
        arguments: [TLSServer.Kind.http2, .http1])
    func skippedForOneCall(kind: TLSServer.Kind) async throws {
        try await TLSServer.with(kind) { server, _ in
            let transport = try CurlTransportTests.loopback()
            for _ in 0..<3 {
                #expect(await Self.outcome(transport, server.url, .skipVerification) == "200")
                #expect(await Self.outcome(transport, server.url, .systemRoots) == "tlsFailed")
            }
        }
    }

    @Test("keeps checked and unchecked calls apart when they run at once")
    func mixedPolicies() async throws {
        try await TLSServer.with(.http2) { server, _ in
            let transport = try CurlTransportTests.loopback()
            let url = server.url
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let isChecked = number.isMultiple(of: 2)
                        let outcome = await Self.outcome(transport, url, isChecked ? .systemRoots : .skipVerification)
                        #expect(outcome == (isChecked ? "tlsFailed" : "200"))
                    }
                }
            }
        }
    }

    @Test("speaks HTTP/2 on one connection for all calls of one policy")
    func http2() async throws {
        try await TLSServer.with(.http2) { server, certificates in
            let transport = try CurlTransportTests.loopback()
            for size in [0, 1, 70_000, 300_000] {
                let body = [UInt8](repeating: 120, count: size)
                let response = try await transport.send(
                    TransportRequest(
                        method: "POST", url: server.url, headers: [TransportHeader("X-Test", "yes")], body: body,
                        tls: .certificateAuthorities(file: certificates.authority)))
                #expect(response.status == 200)
                #expect(response.headers.first(named: "Server")?.hasPrefix("nghttpd") == true)
                #expect(response.body == body)
            }
            server.stop()
            #expect(server.log.contains("The negotiated protocol: h2"))
            #expect(server.log.contains("x-test: yes"))
            #expect(server.handshakeCount == 1)
        }
    }
}
