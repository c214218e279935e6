import HTTPTypes
import Hummingbird
import ServiceKit

/// Says with every answer, also a refusal, how far the store is that it was made from.
struct RevisionMiddleware: RouterMiddleware {
    typealias Context = ServiceRequestContext

    let store: any DataStore

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.sallyportRevision] = String(store.revision)
        return response
    }
}
