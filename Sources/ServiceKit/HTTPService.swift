import Glibc
package import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A service on a socket, with limits where the server framework has none by default.
package struct HTTPService<Responder: HTTPResponder>: Service where Responder.Context: ServiceContext {
    private let responder: Responder
    private let address: ListenAddress
    private let logger: Logger
    private let bound: BoundAddress
    private let draining: Draining

    /// - Parameters:
    ///   - responder: The service's router.
    ///   - address: Where to listen; port 0 takes a free one.
    ///   - logger: The service's logger.
    ///   - bound: Told where the socket really is, once it listens.
    ///   - draining: Whether the process is about to stop.
    package init(
        responder: Responder, address: ListenAddress, logger: Logger, bound: BoundAddress = BoundAddress(),
        draining: Draining = Draining()
    ) {
        self.responder = responder
        self.address = address
        self.logger = logger
        self.bound = bound
        self.draining = draining
    }

    /// Listens until it is shut down.
    ///
    /// - Throws: `ListenFailure` when the address can't be listened on.
    package func run() async throws {
        let application = Application(
            responder: DrainingResponder(responder: responder, draining: draining),
            server: .http1(configuration: .init(idleTimeout: .seconds(90))),
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: .maximum(10_000, logger: logger)),
            onServerRunning: { [bound, address] channel in
                bound.set(host: address.host, port: channel.localAddress?.port ?? address.port)
            },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError where !bound.isKnown {
            throw ListenFailure(address: address, reason: String(cString: strerror(error.errnoCode)))
        } catch  where !bound.isKnown && !(error is CancellationError) {
            throw ListenFailure(address: address, reason: "\(error)")
        }
    }
}

/// An address that can't be listened on.
package struct ListenFailure: Error, Sendable, CustomStringConvertible {
    package let address: ListenAddress
    package let reason: String

    package var description: String { "can't listen on \(address): \(reason)" }
}

/// `HOST:PORT`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`; an IPv6 address is in brackets. Returns nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Where a service listens, once it does.
package final class BoundAddress: Sendable {
    private enum State {
        case waiting([CheckedContinuation<ListenAddress, Never>])
        case bound(ListenAddress)
    }

    private let state = Mutex(State.waiting([]))

    package init() {}

    /// Waits until the service listens.
    package var value: ListenAddress {
        get async {
            await withCheckedContinuation { continuation in
                let known: ListenAddress? = state.withLock { state in
                    switch state {
                    case .bound(let address): return address
                    case .waiting(let waiting):
                        state = .waiting(waiting + [continuation])
                        return nil
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }

    /// Whether the service listens already.
    var isKnown: Bool {
        state.withLock { state in
            if case .bound = state { true } else { false }
        }
    }

    /// `http://HOST:PORT`, once the service listens.
    package var url: String {
        get async { "http://\(await value)" }
    }

    func set(host: String, port: Int) {
        let address = ListenAddress(host: host, port: port)
        let waiting: [CheckedContinuation<ListenAddress, Never>] = state.withLock { state in
            guard case .waiting(let waiting) = state else { return [] }
            state = .bound(address)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: address) }
    }
}
