import Hummingbird

/// The gateway's API as it is put together: an operation gets a handler, and is refused to those who may not.
final class GatewayRoutes {
    private let group: RouterGroup<GatewayContext>
    private let authorization: Authorization
    private var handled: Set<GatewayOperation> = []

    init(group: RouterGroup<GatewayContext>, authorization: Authorization) {
        self.group = group
        self.authorization = authorization
    }

    /// Whether every operation has a handler.
    var isComplete: Bool { handled.count == GatewayOperation.allCases.count }

    func on(
        _ operation: GatewayOperation,
        _ handler: @escaping @Sendable (Request, GatewayContext) async throws -> some ResponseGenerator
    ) {
        let (method, path, access) = operation.row
        handled.insert(operation)
        group.on(RouterPath(path), method: method) { [authorization] request, context in
            var context = context
            context.resource = try await access.check(context, authorization)
            return try await handler(request, context)
        }
    }
}
