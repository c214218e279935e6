import Gateway
import Outbox
import ServiceKit

/// What a gateway keeps on its own disk.
struct GatewayFiles: Sendable {
    let outbox: Outbox
    let statusQueue: StatusQueue

    /// Opens them; nil where no gateway runs.
    ///
    /// - Throws: `OutboxError`, which says what to do.
    init?(_ configuration: ServeConfiguration) throws(OutboxError) {
        guard configuration.components.contains(.gateway) else { return nil }
        let identifiers = IdentifierGenerator()
        outbox = try Outbox(
            directory: configuration.dataDirectory + "/outbox",
            sinks: configuration.sinks.map(\.name) + configuration.runSinks.map(\.name),
            configuration: configuration.outbox, nextID: { identifiers.next() })
        statusQueue = try StatusQueue(directory: configuration.dataDirectory + "/statuses")
    }
}
