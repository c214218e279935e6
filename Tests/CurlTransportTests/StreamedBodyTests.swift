import CurlTransport
import Foundation
import HTTPTransport
import Synchronization
import Testing

@Suite("A body that comes piece by piece", .timeLimit(.minutes(2)))
struct StreamedBodyTests {
    private static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)

    /// Answers with so many pieces, in chunks.
    private static func answer(_ connection: ScriptedServer.Connection, pieces: Int, isWhole: Bool = true) {
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<pieces {
            connection.write("10000\r\n")
            guard connection.write(piece) else { return }
            connection.write("\r\n")
        }
        if isWhole { connection.write("0\r\n\r\n") }
    }

    /// Reads a body in chunks, and says how long it was.
    private static func readBody(_ connection: ScriptedServer.Connection) -> Int {
        var count = 0
        while let line = readLine(connection), let size = Int(line, radix: 16) {
            var left = size + 2
            var bytes = [UInt8](repeating: 0, count: 16 * 1024)
            while left > 0 {
                let read = recv(connection.descriptor, &bytes, min(left, bytes.count), 0)
                guard read > 0 else { return -1 }
                left -= read
            }
            if size == 0 { return count }
            count += size
        }
        return -1
    }

    private static func readLine(_ connection: ScriptedServer.Connection) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection.descriptor, &byte, 1, 0) == 1 {
            if byte == 10 { return String(decoding: line.dropLast(), as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    @Test("is passed on whole, and waits for whoever takes it")
    func download() async throws {
        let server = try ScriptedServer { connection, _ in Self.answer(connection, pieces: 200) }
        let count = Mutex(0)
        var request = TransportRequest(method: "GET", url: server.url + "/", maxResponseBytes: 10)
        request.receive = { piece in
            // Whatever comes at once is what a pipe holds, and one more piece.
            #expect(piece.count <= 512 * 1024)
            await Task.yield()
            count.withLock { $0 += piece.count }
        }
        let response = try await CurlTransportTests.loopback().send(request)
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        let total = count.withLock { $0 }
        #expect(total == 200 * Self.piece.count)
    }

    @Test("that breaks off is an error, and so is one that nobody takes")
    func broken() async throws {
        let server = try ScriptedServer { connection, head in
            Self.answer(connection, pieces: 20, isWhole: !head.contains("/broken"))
        }
        let code = await CurlTransportTests.code {
            var request = TransportRequest(method: "GET", url: server.url + "/broken")
            request.receive = { _ in }
            _ = try await CurlTransportTests.loopback().send(request)
        }
        #expect(code != nil)
        let refused = await CurlTransportTests.code {
            var request = TransportRequest(method: "GET", url: server.url + "/")
            request.receive = { _ in throw CancellationError() }
            _ = try await CurlTransportTests.loopback().send(request)
        }
        #expect(refused == .cancelled)
    }

    @Test("of a refusal is a value")
    func refusal() async throws {
        let server = try ScriptedServer { connection, _ in connection.answer("no", status: "503 Later") }
        var request = TransportRequest(method: "GET", url: server.url + "/")
        request.receive = { _ in Issue.record("a refusal was passed on") }
        let response = try await CurlTransportTests.loopback().send(request)
        #expect(response.status == 503)
        #expect(response.body == Array("no".utf8))
    }

    @Test("is sent whole, in chunks, with its method")
    func upload() async throws {
        let server = try ScriptedServer { connection, head in
            #expect(head.hasPrefix("POST / HTTP/1.1\r\n"))
            #expect(head.contains("Transfer-Encoding: chunked\r\n"))
            connection.answer("\(Self.readBody(connection))")
        }
        let left = Mutex(100)
        var request = TransportRequest(method: "POST", url: server.url + "/")
        request.upload = TransportUpload {
            await Task.yield()
            return left.withLock { left in
                left -= 1
                return left < 0 ? nil : Self.piece
            }
        }
        let response = try await CurlTransportTests.loopback().send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "\(100 * Self.piece.count)")
    }

    @Test("that can't be read to its end is not sent to an end")
    func brokenUpload() async throws {
        let server = try ScriptedServer { connection, _ in
            #expect(Self.readBody(connection) == -1)
        }
        let code = await CurlTransportTests.code {
            var request = TransportRequest(method: "POST", url: server.url + "/")
            let isFirst = Mutex(true)
            request.upload = TransportUpload {
                let first = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                if first { return Self.piece }
                throw CancellationError()
            }
            _ = try await CurlTransportTests.loopback().send(request)
        }
        #expect(code == .cancelled)
    }
}
