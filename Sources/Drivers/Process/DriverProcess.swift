import PluginProcess

/// The process of a driver. It runs until it is cancelled, or nobody holds the driver any longer.
package struct DriverProcess: Sendable {
    let plugin: SupervisedPlugin<DriverIntroduction>
    let released: AsyncStream<Never>

    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await plugin.run() }
            group.addTask { for await _ in released {} }
            await group.next()
            group.cancelAll()
        }
    }
}

/// Says when nobody holds it any longer. Operations that are under way hold the driver that they began with, so that
/// another one can take over at any time.
final class DriverLease: Sendable {
    let released: AsyncStream<Never>
    private let end: AsyncStream<Never>.Continuation

    init() {
        (released, end) = AsyncStream.makeStream()
    }

    deinit { end.finish() }
}
