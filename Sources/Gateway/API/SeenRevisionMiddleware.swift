import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

/// Passes on both ways how far the store is: so people see what they wrote, through whichever instance.
struct SeenRevisionMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let seen = SeenRevision(request.headers.value(of: .sallyportRevision).flatMap { Int($0) } ?? 0)
        var response = try await SeenRevision.$current.withValue(seen) { try await next(request, context) }
        if seen.revision > 0 { response.headers[.sallyportRevision] = String(seen.revision) }
        return response
    }
}
