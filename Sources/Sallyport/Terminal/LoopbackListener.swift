import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceKit
import ServiceLifecycle

/// What a forge sent a browser back with.
struct ForgeAnswer: Sendable {
    var code: String
    var state: String

    /// Reads the address that a browser was sent to.
    ///
    /// - Throws: `CommandFailure` when the forge refused, or this is another address.
    init(address: String) throws(CommandFailure) {
        let items = URLComponents(string: address.trimmingCharacters(in: .whitespaces))?.queryItems ?? []
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        if let error = value("error") {
            let word = error.prefix(60).filter { $0.isASCII && ($0.isLetter || $0 == "_") }
            throw CommandFailure("the forge did not let it happen: \(word)")
        }
        guard let code = value("code"), let state = value("state") else {
            throw CommandFailure("this address has no code and no state: copy the one that the browser ended at")
        }
        (self.code, self.state) = (code, state)
    }
}

/// Waits on a loopback port for a browser that a forge has sent back (RFC 8252 §7.3).
struct LoopbackListener: Service {
    /// The addresses that browsers came to, as texts.
    let addresses: AsyncStream<String>
    private let arrived: AsyncStream<String>.Continuation
    private let bound = BoundAddress()
    private let host: String

    /// - Parameter host: An address of this machine that no other one reaches.
    init(host: String = "127.0.0.1") {
        self.host = host
        (addresses, arrived) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(4))
    }

    /// The port, once it listens.
    var port: Int { get async { await bound.value.port } }

    /// Adds an address that a person pasted.
    func add(_ address: String) {
        arrived.yield(address)
    }

    func run() async throws {
        let router = Router(context: ServiceRequestContext.self)
        router.get("/oauth2/callback") { [arrived] request, _ in
            arrived.yield(request.uri.string)
            var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
            headers[.contentSecurityPolicy] = "default-src 'none'"
            let page =
                "<!doctype html><title>Sallyport</title><p>Back in the terminal it goes on. You can close this page."
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: page)))
        }
        try await HTTPService(
            responder: router.buildResponder(), address: ListenAddress(host: host, port: 0),
            logger: Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() }, bound: bound
        ).run()
    }
}
