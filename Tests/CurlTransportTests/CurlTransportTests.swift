import CurlTransport
import Foundation
import HTTPTransport
import Synchronization
import Testing

@Suite("The libcurl transport", .timeLimit(.minutes(2)))
struct CurlTransportTests {
    static func loopback() throws -> CurlTransport {
        CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
    }

    static func code(_ body: () async throws -> Void) async -> TransportError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? TransportError)?.code
        }
    }

    @Test("sends method, headers and body, and reads status, headers and body")
    func exchange() async throws {
        let server = try ScriptedServer { connection, head in
            #expect(head.hasPrefix("POST /a%2Fb?x=1 HTTP/1.1\r\n"))
            #expect(head.contains("X-Test: yes\r\n"))
            #expect(head.contains("Content-Length: 5\r\n"))
            #expect(!head.contains("Expect"))
            var body = [UInt8](repeating: 0, count: 5)
            _ = recv(connection.descriptor, &body, 5, Int32(MSG_WAITALL))
            #expect(body == Array("hello".utf8))
            connection.answer("made", status: "201 Created", headers: "X-One: 1\r\nX-One:  2 \r\n")
        }
        let response = try await Self.loopback().send(
            TransportRequest(
                method: "POST", url: server.url + "/a%2Fb?x=1", headers: [TransportHeader("X-Test", "yes")],
                body: Array("hello".utf8)))
        #expect(response.status == 201)
        #expect(response.headers.all(named: "x-one") == ["1", "2"])
        #expect(response.body == Array("made".utf8))
    }

    @Test("leaves nothing of a request to the next one")
    func nothingLeft() async throws {
        let server = try ScriptedServer { connection, head in
            if head.hasPrefix("PUT") {
                var body = [UInt8](repeating: 0, count: 5)
                _ = recv(connection.descriptor, &body, 5, Int32(MSG_WAITALL))
            }
            connection.answer("", headers: "Connection: close\r\n")
        }
        let transport = try Self.loopback()
        _ = try await transport.send(
            TransportRequest(
                method: "PUT", url: server.url, headers: [TransportHeader("X-Test", "yes")], body: Array("hello".utf8)))
        _ = try await transport.send(TransportRequest(method: "GET", url: server.url))
        let last = try #require(server.requests.last)
        #expect(last.hasPrefix("GET / HTTP/1.1\r\n"))
        #expect(!last.contains("X-Test") && !last.contains("Content-Length"))
    }

    @Test(
        "refuses loopback by default, however it is written",
        arguments: ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "localhost"])
    func refusedAddress(host: String) async throws {
        let server = try ScriptedServer { connection, _ in connection.answer("inside") }
        let transport = CurlTransport()
        let code = await Self.code {
            _ = try await transport.send(TransportRequest(method: "GET", url: "http://\(host):\(server.port)/"))
        }
        #expect(code == .addressRefused)
        #expect(server.connectionCount == 0)
    }

    @Test("refuses an address that a redirect leads to")
    func redirectToRefused() async throws {
        let server = try ScriptedServer { connection, _ in
            connection.answer("", status: "302 Found", headers: "Location: http://169.254.169.254/latest\r\n")
        }
        let transport = try Self.loopback()
        let code = await Self.code {
            _ = try await transport.send(
                TransportRequest(method: "GET", url: server.url, redirects: .follow(limit: 3)))
        }
        #expect(code == .addressRefused)
    }

    @Test("sends the path as it is written", arguments: ["/a/../b", "/a/./b/..", "/a/%2e%2e/b", "/a//b", "/?q=/../x"])
    func pathAsWritten(path: String) async throws {
        let server = try ScriptedServer { connection, _ in connection.answer("") }
        _ = try await Self.loopback().send(TransportRequest(method: "GET", url: server.url + path))
        #expect(server.requests.first?.hasPrefix("GET \(path) HTTP/1.1\r\n") == true)
    }

    @Test("follows no redirect unless it is asked to")
    func noRedirect() async throws {
        let server = try ScriptedServer { connection, _ in
            connection.answer("", status: "302 Found", headers: "Location: /elsewhere\r\n")
        }
        let response = try await Self.loopback().send(TransportRequest(method: "GET", url: server.url))
        #expect(response.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test("takes credentials along to the same origin, and never to another one")
    func credentialsOnRedirect() async throws {
        let other = try ScriptedServer { connection, _ in connection.answer("there") }
        let target = other.url
        let server = try ScriptedServer { connection, head in
            let location = head.hasPrefix("GET /first") ? "/second" : "\(target)/third"
            connection.answer("", status: "302 Found", headers: "Location: \(location)\r\n")
        }
        let response = try await Self.loopback().send(
            TransportRequest(
                method: "GET", url: server.url + "/first",
                headers: [
                    TransportHeader("Authorization", "token s3cret"), TransportHeader("Cookie", "a=s3cret"),
                    TransportHeader("PRIVATE-TOKEN", "s3cret", isSensitive: true), TransportHeader("X-Kept", "yes"),
                ],
                redirects: .follow(limit: 5)))
        #expect(response.body == Array("there".utf8))
        #expect(server.requests.allSatisfy { $0.contains("s3cret") })
        let last = try #require(other.requests.first)
        #expect(!last.contains("s3cret"))
        #expect(last.contains("X-Kept: yes"))
    }

    @Test("ends a loop of redirects")
    func redirectLoop() async throws {
        let server = try ScriptedServer { connection, _ in
            connection.answer("", status: "302 Found", headers: "Location: /again\r\n")
        }
        let transport = try Self.loopback()
        let code = await Self.code {
            _ = try await transport.send(
                TransportRequest(method: "GET", url: server.url, redirects: .follow(limit: 4)))
        }
        #expect(code == .invalidResponse)
        #expect(server.requests.count == 5)
    }

    @Test("stops reading at the limit, announced or endless", arguments: [true, false])
    func tooLarge(announced: Bool) async throws {
        let sent = Mutex(0)
        let stopped = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection, _ in
            let length = announced ? "Content-Length: 1073741824\r\n" : "Connection: close\r\n"
            connection.write("HTTP/1.1 200 OK\r\n\(length)\r\n")
            let piece = [UInt8](repeating: 120, count: 65_536)
            var count = 0
            while count < 16_384, connection.write(piece) { count += 1 }
            sent.withLock { $0 = count * piece.count }
            stopped.continuation.finish()
        }
        let transport = try Self.loopback()
        let code = await Self.code {
            _ = try await transport.send(
                TransportRequest(method: "GET", url: server.url, maxResponseBytes: 1_000_000))
        }
        #expect(code == .responseTooLarge)
        for await _ in stopped.stream {}
        #expect(sent.withLock { $0 } < 64 * 1024 * 1024)
    }

    @Test("ends at the deadline when the server is silent")
    func deadline() async throws {
        let server = try ScriptedServer { connection, _ in connection.waitUntilClosed() }
        let transport = try Self.loopback()
        let code = await Self.code {
            _ = try await transport.send(
                TransportRequest(method: "GET", url: server.url, deadline: .now + .milliseconds(200)))
        }
        #expect(code == .timedOut)
        let late = await Self.code {
            _ = try await transport.send(TransportRequest(method: "GET", url: server.url, deadline: .now))
        }
        #expect(late == .timedOut)
        #expect(server.requests.count == 1)
    }

    @Test("closes the connection when its task is cancelled")
    func cancellation() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let closed = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection, _ in
            arrived.continuation.finish()
            connection.waitUntilClosed()
            closed.continuation.finish()
        }
        let transport = try Self.loopback()
        let task = Task { try await transport.send(TransportRequest(method: "GET", url: server.url)) }
        for await _ in arrived.stream {}
        task.cancel()
        let code = await Self.code { _ = try await task.value }
        #expect(code == .cancelled)
        for await _ in closed.stream {}
    }

    @Test("tells what is in flight when it is shut down")
    func shutdown() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection, _ in
            arrived.continuation.finish()
            connection.waitUntilClosed()
        }
        let transport = try Self.loopback()
        let task = Task { try await transport.send(TransportRequest(method: "GET", url: server.url)) }
        for await _ in arrived.stream {}
        transport.shutdown()
        let code = await Self.code { _ = try await task.value }
        #expect(code == .cancelled)
        let later = await Self.code {
            _ = try await transport.send(TransportRequest(method: "GET", url: server.url))
        }
        #expect(later == .cancelled)
    }

    @Test(
        "says what is wrong with an answer that is none",
        arguments: [
            ("garbage\r\n\r\n", TransportError.Code.invalidResponse),
            ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", .invalidResponse),
            ("", .connectionFailed),
            ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", .invalidResponse),
        ])
    func badAnswers(answer: String, expected: TransportError.Code) async throws {
        let server = try ScriptedServer { connection, _ in connection.write(answer) }
        let transport = try Self.loopback()
        let code = await Self.code {
            _ = try await transport.send(TransportRequest(method: "GET", url: server.url))
        }
        #expect(code == expected)
    }

    @Test(
        "refuses a request that could be read in two ways",
        arguments: [
            "", "/path", "ftp://example.com/", "file:///etc/passwd", "http://", "http://user@example.com/",
            "http://user:pass@example.com/", "http://exa mple.com/",
        ])
    func badURLs(url: String) async throws {
        let code = await Self.code { _ = try await CurlTransport().send(TransportRequest(method: "GET", url: url)) }
        #expect(code == .invalidRequest)
    }

    @Test("refuses a header that would start another one")
    func badHeaders() async throws {
        for header in [TransportHeader("X-A", "1\r\nX-B: 2"), TransportHeader("X A", "1"), TransportHeader("", "1")] {
            let code = await Self.code {
                _ = try await CurlTransport().send(
                    TransportRequest(method: "GET", url: "http://example.com/", headers: [header]))
            }
            #expect(code == .invalidRequest)
        }
    }

    @Test("answers two hundred at the same time, over connections that it keeps")
    func concurrency() async throws {
        let server = try ScriptedServer { connection, head in
            connection.answer(String(head.split(separator: " ")[1]))
        }
        let transport = try Self.loopback()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let response = try await transport.send(
                        TransportRequest(method: "GET", url: server.url + "/keep/\(number)"))
                    #expect(response.body == Array("/keep/\(number)".utf8))
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 200)
        #expect(server.connectionCount <= 32)
    }
}
