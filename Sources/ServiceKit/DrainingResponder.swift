import HTTPTypes
import Hummingbird

/// Answers as the responder behind it does, and asks for another connection next time once the process is about to stop: so
/// nobody sends a request on a connection that is being closed.
struct DrainingResponder<Responder: HTTPResponder>: HTTPResponder {
    let responder: Responder
    let draining: Draining

    @concurrent func respond(to request: Request, context: Responder.Context) async throws -> Response {
        var response = try await responder.respond(to: request, context: context)
        if draining.hasBegun { response.headers[.connection] = "close" }
        return response
    }
}
