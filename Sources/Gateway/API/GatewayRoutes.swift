import Hummingbird

/// The gateway's API as it is put together: an operation gets a handler, and is refused to those who may not.
final class GatewayRoutes {
    private let group: RouterGroup<GatewayContext>
    private var handled: Set<GatewayOperation> = []

    init(group: RouterGroup<GatewayContext>) {
        self.group = group
    }

    /// Whether every operation has a handler.
    var isComplete: Bool { handled.count == GatewayOperation.allCases.count }

    func on(
        _ operation: GatewayOperation,
        _ handler: @escaping @Sendable (Request, GatewayContext) async throws -> some ResponseGenerator
    ) {
        let (method, path, access) = operation.row
        handled.insert(operation)
        group.on(RouterPath(path), method: method) { request, context in
            try access.check(context)
            return try await handler(request, context)
        }
    }
}
