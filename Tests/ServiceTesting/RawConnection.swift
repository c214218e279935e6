import Foundation
import Glibc

/// A connection to a loopback port that sends what a test says, right or wrong, to the byte.
///
/// Its calls block, on a thread of their own each; they are made one after the other.
package final class RawConnection: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        package let head: String
        package let body: String

        package var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:]
        }
        package var code: String { json["code"] as? String ?? "" }
        package var fields: [String] {
            (json["details"] as? [[String: Any]] ?? []).map { $0["field"] as? String ?? "" }
        }
    }

    private let descriptor: Int32

    package init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        // A server that says nothing fails the test instead of keeping it.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit {
        close(descriptor)
    }

    /// Sends bytes and reads one answer; nil when the server has closed the connection without one.
    package func exchange(_ text: String) async -> Answer? {
        await withCheckedContinuation { continuation in
            let thread = Thread { [self] in
                send(Array(text.utf8))
                continuation.resume(returning: readAnswer())
            }
            thread.start()
        }
    }

    private func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // A server may refuse before it has read everything; its answer is read all the same.
            guard count > 0 else { return }
            sent += count
        }
    }

    private func readAnswer() -> Answer? {
        var bytes: [UInt8] = []
        while bytes.suffix(4) != [13, 10, 13, 10] {
            guard let byte = read(1).first else { return nil }
            bytes.append(byte)
        }
        let head = String(decoding: bytes, as: UTF8.self)
        let fields = head.lowercased().components(separatedBy: "\r\n")
        let length = fields.first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Answer(status: status, head: head, body: String(decoding: read(length), as: UTF8.self))
    }

    private func read(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let received = recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
        return Array(bytes.prefix(max(0, received)))
    }
}
