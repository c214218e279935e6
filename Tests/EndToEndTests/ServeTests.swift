import ConfigStoreAPI
import ConfigStoreClient
import CurlTransport
import Foundation
import Glibc
import HTTPTransport
import ServiceTesting
import Testing

@Suite("The real process", .serviceLogs, .timeLimit(.minutes(2)))
struct ServeTests {
    @Test("answers over its sockets, asks for its tokens, shows none of them, and stops when it is told to")
    func serve() async throws {
        try await DurabilityTests.withDirectory { directory in
            let process = try await SallyportProcess(dataDirectory: directory)
            let transport = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
            func status(_ method: String, _ path: String, _ body: String = "", token: String?) async throws -> Int {
                var headers = [TransportHeader("Content-Type", "application/json")]
                if let token { headers.append(TransportHeader("Authorization", "token \(token)", isSensitive: true)) }
                let request = TransportRequest(
                    method: method, url: process.gatewayURL + path, headers: headers, body: Array(body.utf8))
                return try await transport.send(request).status
            }
            let source = #"{"name":"gitea","apiurl":"https://git.example.com","type":"forgejo","auth_type":"password"}"#
            let sources = "/api/v1alpha/remotesources"
            #expect(try await status("GET", "/readyz", token: nil) == 200)
            #expect(try await status("POST", sources, source, token: nil) == 401)
            #expect(try await status("POST", sources, source, token: "wrong") == 401)
            #expect(try await status("POST", sources, source, token: SallyportProcess.adminToken) == 201)
            #expect(try await status("POST", sources, source, token: SallyportProcess.adminToken) == 409)
            let large = String(repeating: "x", count: 2_000_000)
            #expect(try await status("POST", sources, large, token: SallyportProcess.adminToken) == 413)
            #expect(try await process.client.remoteSource("gitea").type == "forgejo")
            #expect(await process.stop(SIGTERM) == 0)
            for secret in [SallyportProcess.token, SallyportProcess.adminToken] {
                #expect(!process.log.contains(secret))
            }
        }
    }

    @Test("keeps who asked, from where and with which request, over both sockets")
    func audit() async throws {
        try await DurabilityTests.withDirectory { directory in
            let process = try await SallyportProcess(dataDirectory: directory)
            let transport = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
            let answer = try await transport.send(
                TransportRequest(
                    method: "POST", url: process.gatewayURL + "/api/v1alpha/users",
                    headers: [
                        TransportHeader("Authorization", "token \(SallyportProcess.adminToken)"),
                        TransportHeader("Content-Type", "application/json"),
                        TransportHeader("X-Request-ID", "over-the-gateway"),
                        // Nobody believes this of a client of the gateway.
                        TransportHeader("Sallyport-Actor", "user 1 mallory"),
                        TransportHeader("Sallyport-Client-Address", "192.0.2.7"),
                    ], body: Array(#"{"username":"alice"}"#.utf8)))
            #expect(answer.status == 201)
            let caller = CallerIdentity(actor: .anonymous, clientAddress: "192.0.2.1", requestID: "over-the-socket")
            try await CallerIdentity.$current.withValue(caller) { try await process.client.deleteUser("alice") }
            let entries = try await process.client.audit().items
            #expect(entries.map(\.requestID) == ["over-the-socket", "over-the-gateway"])
            #expect(entries.map(\.actor) == [.anonymous, .admin])
            #expect(entries.map(\.clientAddress) == ["192.0.2.1", "127.0.0.1"])
            #expect(await process.stop(SIGTERM) == 0)
        }
    }

    @Test("refuses forges at addresses that are not public, unless they are allowed")
    func outbound() async throws {
        try await DurabilityTests.withDirectory { directory in
            for (allowed, code) in [("", "forgeAddressRefused"), ("127.0.0.0/8", "forgeUnavailable")] {
                let process = try await SallyportProcess(
                    dataDirectory: directory, environment: ["SALLYPORT_OUTBOUND_ALLOW": allowed])
                let transport = CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
                func post(_ path: String, _ body: String) async throws -> String {
                    let headers = [
                        TransportHeader("Authorization", "token \(SallyportProcess.adminToken)"),
                        TransportHeader("Content-Type", "application/json"),
                    ]
                    let request = TransportRequest(
                        method: "POST", url: process.gatewayURL + "/api/v1alpha/" + path, headers: headers,
                        body: Array(body.utf8))
                    return String(decoding: try await transport.send(request).body, as: UTF8.self)
                }
                // Nothing listens on port 1.
                _ = try await post(
                    "remotesources",
                    #"{"name":"inside","apiurl":"http://127.0.0.1:1","type":"gitea","auth_type":"password"}"#)
                let answer = try await post(
                    "auth/login", #"{"remote_source_name":"inside","login_name":"a","password":"b"}"#)
                #expect(answer.contains(code), "\(answer)")
                _ = await process.stop(SIGTERM)
            }
        }
    }
}
