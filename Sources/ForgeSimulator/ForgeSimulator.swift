package import Foundation
import HTTPTransport
package import Hummingbird
package import Logging
package import ServiceKit
import ServiceLifecycle

/// A forge that behaves like one of a kind, for demos and tests: in memory, and with faults to order.
package struct ForgeSimulator: Service {
    /// What the forge knows; it can be changed at any time.
    package let state: ForgeState
    /// Where the socket is, once it listens.
    package let bound = BoundAddress()
    /// The routes, for callers in this process.
    package let responder: RouterResponder<ForgeContext>

    private let configuration: ForgeSimulatorConfiguration
    private let deliveries: AsyncStream<ForgeDelivery>
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: What it needs to know.
    ///   - logger: Its logger.
    ///   - now: The clock.
    package init(
        configuration: ForgeSimulatorConfiguration, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let (deliveries, outbox) = AsyncStream.makeStream(
            of: ForgeDelivery.self, bufferingPolicy: .bufferingOldest(ForgeDeliveryQueue.capacity))
        var root = configuration.rootURL
        while root.hasSuffix("/") { root.removeLast() }
        let dialect = configuration.kind.dialect
        state = ForgeState(
            dialect: dialect, root: root, outbox: configuration.webhooks == nil ? nil : outbox, now: now)
        responder = ForgeRouter(state: state, bound: bound, dialect: dialect).build()
        self.configuration = configuration
        self.deliveries = deliveries
        self.logger = logger
    }

    /// A transport to this forge for callers in the same process.
    package var transport: InProcessTransport<RouterResponder<ForgeContext>> {
        InProcessTransport(responder: responder, logger: logger)
    }

    /// Listens and sends deliveries until it is shut down; what is not sent by then never is.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let transport = configuration.webhooks {
                let queue = ForgeDeliveryQueue(
                    deliveries: deliveries, transport: transport, state: state, logger: logger)
                group.addTask { await queue.run() }
            }
            group.addTask { try await serve() }
            // Serving is what ends; the deliveries end with it.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func serve() async throws {
        guard let address = configuration.listen else {
            try? await gracefulShutdown()
            return
        }
        try await HTTPService(responder: responder, address: address, logger: logger, bound: bound).run()
    }
}
