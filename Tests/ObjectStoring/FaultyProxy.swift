import Foundation
import Glibc
import Synchronization

/// Stands before a server on the loopback interface, and does to each request what a test says.
package final class FaultyProxy: Sendable {
    package enum Fault: Sendable {
        /// Nothing: the server answers.
        case none
        /// The server never sees it.
        case answer(status: Int, body: String)
        /// The connection ends before the server sees it.
        case cut
        /// The server does what was asked, and its answer is lost.
        case loseAnswer
    }

    package let port: Int
    private let listener: Int32
    private let seen = Seen()

    private final class Seen: Sendable {
        let requests = Mutex<[String]>([])
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    /// The first lines of all requests so far.
    package var requests: [String] { seen.requests.withLock { $0 } }

    /// - Parameters:
    ///   - target: The port of the server.
    ///   - fault: What happens to a request, given its first line.
    package init(to target: Int, fault: @escaping @Sendable (_ request: String) -> Fault) throws {
        (listener, port) = try LoopbackSocket.listening()
        let thread = Thread { [listener, seen] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    close(listener)
                    return
                }
                let one = Thread {
                    let client = LoopbackSocket(descriptor: descriptor)
                    if let request = client.readMessage() {
                        seen.requests.withLock { $0.append(request.firstLine) }
                        Self.serve(request, of: client, to: target, fault(request.firstLine))
                    }
                    client.close()
                }
                one.start()
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func serve(
        _ request: LoopbackSocket.Message, of client: LoopbackSocket, to target: Int, _ fault: Fault
    ) {
        switch fault {
        case .cut: return
        case .answer(let status, let body):
            client.write(
                "HTTP/1.1 \(status) Fault\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
        case .none, .loseAnswer:
            guard let server = LoopbackSocket(port: target) else { return }
            server.write(request.head.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"))
            server.write(request.body)
            let answer = server.readToEnd()
            server.close()
            if case .none = fault { client.write(answer) }
        }
    }
}
