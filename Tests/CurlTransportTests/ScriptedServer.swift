import Foundation
import Glibc
import Synchronization

/// A server on a free loopback port that does to each connection what a test says, down to the single byte.
final class ScriptedServer: Sendable {
    /// One accepted connection, with the head of its first request.
    struct Connection: Sendable {
        let descriptor: Int32

        /// The next request's head, up to the empty line; nil when the client has closed.
        func readHead() -> String? {
            var head: [UInt8] = []
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) == 1 {
                head.append(byte)
                if head.suffix(4) == [13, 10, 13, 10] { return String(decoding: head, as: UTF8.self) }
            }
            return nil
        }

        /// Whether all of it could be sent.
        @discardableResult
        func write(_ text: String) -> Bool { write(Array(text.utf8)) }

        @discardableResult
        func write(_ bytes: [UInt8]) -> Bool {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }

        /// Returns once the client has closed its end.
        func waitUntilClosed() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) == 1 {}
        }

        func answer(_ body: String, status: String = "200 OK", headers: String = "") {
            write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        }
    }

    let port: Int
    private let listener: Int32
    private let seen = Seen()

    private final class Seen: Sendable {
        let state = Mutex((heads: [String](), connections: 0))
    }

    /// - Parameter serve: What happens to each connection, on a thread of its own; it is closed afterwards.
    init(_ serve: @escaping @Sendable (Connection, String) -> Void) throws {
        let (listener, port) = try Self.bindLoopback()
        self.listener = listener
        self.port = port
        let thread = Thread { [seen] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    // Closed here and nowhere else: elsewhere its number might be another server's by now.
                    close(listener)
                    return
                }
                seen.state.withLock { $0.connections += 1 }
                let one = Thread {
                    let connection = Connection(descriptor: descriptor)
                    while let head = connection.readHead() {
                        seen.state.withLock { $0.heads.append(head) }
                        serve(connection, head)
                        if !head.contains("keep") { break }
                    }
                    close(descriptor)
                }
                one.start()
            }
        }
        thread.start()
    }

    /// A loopback port that nobody has at this moment.
    static func freePort() throws -> Int {
        let (listener, port) = try bindLoopback()
        close(listener)
        return port
    }

    private static func bindLoopback() throws -> (listener: Int32, port: Int) {
        // Without CLOEXEC, a program that a test starts would keep the port.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard bound else {
            close(listener)
            throw POSIXError(.EADDRINUSE)
        }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// The heads of all requests so far.
    var requests: [String] { seen.state.withLock { $0.heads } }
    var connectionCount: Int { seen.state.withLock { $0.connections } }
}
