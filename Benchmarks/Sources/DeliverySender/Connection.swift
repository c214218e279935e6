import Foundation
import Glibc

/// A connection to the gateway on which one request follows the other.
struct Connection: ~Copyable {
    private let socket: Int32

    struct Failure: Error {
        let description: String
    }

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure(description: "nobody listens at port \(port)") }
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        close(socket)
    }

    /// - Returns: How long each took to be answered, in seconds.
    func send(_ push: inout SignedPush, until end: ContinuousClock.Instant) throws -> [Double] {
        var times: [Double] = []
        while true {
            push.renew()
            let start = ContinuousClock.now
            if start >= end { return times }
            try write(push.bytes)
            let status = try answer()
            guard status == 202 else { throw Failure(description: "answered with \(status)") }
            times.append((ContinuousClock.now - start) / .seconds(1))
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, 0)
            }
            guard count > 0 else { throw Failure(description: "the connection is closed") }
            sent += count
        }
    }

    /// Reads a whole answer, and returns its status. It looks at bytes: texts would cost the machine that is measured.
    private func answer() throws -> Int {
        try withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
            var filled = 0
            while filled < buffer.count {
                let count = recv(socket, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, 0)
                guard count > 0 else { throw Failure(description: "the connection is closed") }
                filled += count
                let answer = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
                guard let end = Self.place(behind: "\r\n\r\n", in: answer),
                    // Of `Content-Length`, in capitals or not.
                    let field = Self.place(behind: "ength: ", in: answer),
                    filled >= end + Self.number(in: answer, at: field)
                else { continue }
                return Self.number(in: answer, at: "HTTP/1.1 ".utf8.count)
            }
            throw Failure(description: "the answer is too long")
        }
    }

    private static func place(behind text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        let count = text.utf8CodeUnitCount
        guard let base = bytes.baseAddress, bytes.count >= count else { return nil }
        return (0...bytes.count - count).first { memcmp(base + $0, text.utf8Start, count) == 0 }.map { $0 + count }
    }

    private static func number(in bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
        bytes[place...].prefix { (48...57).contains($0) }.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}
