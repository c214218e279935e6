import Foundation
package import HTTPTypes
package import Hummingbird
import Logging
import NIOCore

/// The one place that turns errors into answers. It also gives every request its id and logs what failed inside.
///
/// A `ServiceError` is answered as it is. Anything unknown is a bare 500: its cause goes to the log, with the request's
/// id, and never to the client.
package struct ErrorMiddleware<Context: ServiceContext>: RouterMiddleware {
    private let routes: RouteTable?

    /// - Parameter routes: What there is, for requests with another method.
    package init(routes: RouteTable? = nil) {
        self.routes = routes
    }

    package func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.service.requestID = RequestID.of(request)
        context.logger[metadataKey: "request_id"] = .string(context.service.requestID)
        if let timeout = request.headers.value(of: .sallyportTimeout).flatMap(Int.init), timeout > 0 {
            let asked = ContinuousClock.now + .milliseconds(min(timeout, 600_000))
            context.service.deadline = min(context.service.deadline, asked)
        }
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(to: error, request: request, context: context)
        }
        response.headers.append(HTTPField(name: .requestID, value: context.service.requestID))
        return response
    }

    private func answer(to error: any Error, request: Request, context: Context) -> Response {
        switch error {
        case let error as ServiceError:
            if error.kind.rawValue >= 500 {
                context.logger.warning("request refused", metadata: ["code": .string(error.code)])
            }
            return Response(error)
        case let error as HTTPError:
            if error.status == .notFound, let answer = routes?.answer(to: request) { return answer }
            return Response(Self.serviceError(for: error, request: request))
        case is CancellationError:
            return Response(
                ServiceError(.unavailable, code: "cancelled", "the request was cancelled", retryAfterSeconds: 1))
        default:
            context.logger.error("request failed", metadata: ["error": .string(String(reflecting: error))])
            return Response.refusal(
                status: .internalServerError, code: "internal",
                message: "something went wrong inside; the log has it under this request's X-Request-ID")
        }
    }

    private static func serviceError(for error: HTTPError, request: Request) -> ServiceError {
        switch error.status {
        case .notFound:
            ServiceError(.notFound, code: "noSuchRoute", "there is no \(request.method.rawValue) at this path")
        case .contentTooLarge:
            ServiceError(.tooLarge, code: "bodyTooLarge", "the body is larger than 1 MiB")
        default:
            ServiceError(
                ServiceError.Kind(rawValue: error.status.code) ?? .invalid, code: "badRequest",
                "the request can't be read")
        }
    }
}

extension HTTPField.Name {
    // Both are valid field names; the fallback can't be reached.
    package static let requestID = HTTPField.Name("X-Request-ID") ?? .eTag
    /// How many milliseconds the caller waits: the server gives up then too.
    package static let sallyportTimeout = HTTPField.Name("Sallyport-Timeout") ?? .eTag
    /// How far the store is that an answer was made from, and how far it has to be for a request.
    package static let sallyportRevision = HTTPField.Name("X-Sallyport-Revision") ?? .eTag
    /// Where a list goes on.
    package static let sallyportCursor = HTTPField.Name("Sallyport-Cursor") ?? .eTag
    /// Proves that the one who finishes an OAuth2 flow is the one who started it.
    package static let sallyportFlow = HTTPField.Name("Sallyport-Flow") ?? .eTag
    package static let link = HTTPField.Name("Link") ?? .eTag
}

extension Response {
    /// The answer to a refusal.
    package init(_ error: ServiceError) {
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        if let seconds = error.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        if error.kind == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        self.init(
            status: .init(code: error.kind.rawValue), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: ErrorBody(error).encoded())))
    }

    static func refusal(status: HTTPResponse.Status, code: String, message: String) -> Response {
        let body = ErrorBody(ServiceError(.invalid, code: code, message))
        return Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: body.encoded())))
    }
}
