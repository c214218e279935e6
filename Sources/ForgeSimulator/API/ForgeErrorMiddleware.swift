import HTTPTransport
import Hummingbird
import Logging
import ServiceKit

/// Keeps the log of requests, learns the root URL from the socket when there is none, and turns errors into the
/// dialect's answers.
struct ForgeErrorMiddleware: RouterMiddleware {
    let state: ForgeState
    let bound: BoundAddress
    let dialect: any ForgeDialect

    func handle(
        _ request: Request, context: ForgeContext,
        next: @concurrent (Request, ForgeContext) async throws -> Response
    ) async throws -> Response {
        let root = context.isOnSocket && state.withData { $0.links.root.isEmpty } ? await bound.url : nil
        let line = "\(request.method.rawValue) \(request.uri.string.prefix(2048))"
        let links = state.withData { data in
            if let root { data.links = ForgeLinks(root: root) }
            data.record(line)
            return data.links
        }
        do {
            return try await next(request, context)
        } catch let refusal as ForgeRefusal {
            return dialect.response(to: refusal, links: links)
        } catch let error as TransportError {
            // A connection that is dropped for a caller in this process.
            throw error
        } catch let error as ServiceError {
            let isTooLarge = error.kind == .tooLarge
            return dialect.response(
                to: ForgeRefusal(status: isTooLarge ? 413 : 422, body: .sentence(error.message)), links: links)
        } catch let error as HTTPError {
            let refusal: ForgeRefusal =
                error.status == .notFound ? .notFound : ForgeRefusal(status: error.status.code, body: .sentence(""))
            return dialect.response(to: refusal, links: links)
        } catch is CancellationError {
            return dialect.response(to: ForgeRefusal(status: 503, body: .sentence("")), links: links)
        } catch {
            context.logger.error("request failed", metadata: ["error": .string(String(reflecting: error))])
            return dialect.response(to: ForgeRefusal(status: 500, body: .sentence("")), links: links)
        }
    }
}

extension ForgeContext {
    var isOnSocket: Bool { channel != nil }
}
