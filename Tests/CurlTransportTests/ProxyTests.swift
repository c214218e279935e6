import CurlTransport
import Foundation
import HTTPTransport
import Testing

@Suite("The libcurl transport behind a proxy", .timeLimit(.minutes(2)))
struct ProxyTests {
    static func request(_ url: String, through proxy: ScriptedServer) -> TransportRequest {
        TransportRequest(
            method: "GET", url: url, headers: [TransportHeader("Authorization", "token s3cret", isSensitive: true)],
            redirects: .follow(limit: 3), proxyURL: proxy.url)
    }

    @Test("asks the proxy for the whole URL")
    func absoluteForm() async throws {
        let proxy = try ScriptedServer { connection, _ in connection.answer("from the proxy") }
        let transport = try CurlTransportTests.loopback()
        let response = try await transport.send(Self.request("http://git.example.com/a?b=c", through: proxy))
        #expect(response.body == Array("from the proxy".utf8))
        #expect(proxy.requests.first?.hasPrefix("GET http://git.example.com/a?b=c HTTP/1.1\r\n") == true)
    }

    @Test("refuses an address that only the proxy would connect", arguments: ["10.0.0.1", "169.254.169.254", "[::1]"])
    func addressBehindProxy(host: String) async throws {
        let proxy = try ScriptedServer { connection, _ in connection.answer("from the proxy") }
        let transport = try CurlTransportTests.loopback()
        let code = await CurlTransportTests.code {
            _ = try await transport.send(Self.request("http://\(host)/", through: proxy))
        }
        #expect(code == .addressRefused)
        #expect(proxy.connectionCount == 0)
    }

    @Test("refuses an address that a redirect leads the proxy to")
    func redirectBehindProxy() async throws {
        let proxy = try ScriptedServer { connection, _ in
            connection.answer("", status: "302 Found", headers: "Location: http://169.254.169.254/latest\r\n")
        }
        let transport = try CurlTransportTests.loopback()
        let code = await CurlTransportTests.code {
            _ = try await transport.send(Self.request("http://git.example.com/", through: proxy))
        }
        #expect(code == .addressRefused)
        #expect(proxy.requests.count == 1)
    }

    @Test("refuses a proxy whose own address is not a public one")
    func addressOfProxy() async throws {
        let proxy = try ScriptedServer { connection, _ in connection.answer("from the proxy") }
        for url in ["http://git.example.com/", "https://git.example.com/"] {
            let code = await CurlTransportTests.code {
                _ = try await CurlTransport().send(Self.request(url, through: proxy))
            }
            #expect(code == .addressRefused)
        }
        #expect(proxy.connectionCount == 0)
    }

    @Test("tells the proxy of an https URL no more than host and port")
    func tunnel() async throws {
        let proxy = try ScriptedServer { connection, _ in connection.answer("", status: "403 Forbidden") }
        let transport = try CurlTransportTests.loopback()
        let code = await CurlTransportTests.code {
            _ = try await transport.send(Self.request("https://git.example.com/secret/path", through: proxy))
        }
        #expect(code == .connectionFailed)
        let head = try #require(proxy.requests.first)
        #expect(head.hasPrefix("CONNECT git.example.com:443 HTTP/1.1\r\n"))
        #expect(!head.contains("s3cret"))
        #expect(!head.contains("path"))
    }
}
