import Foundation
import HTTPTypes
package import Hummingbird

/// Refuses URLs that could be read in two ways, before anything reads them.
///
/// An empty part of a path would shift the ones behind it, escapes that are no UTF-8 would be another text to everybody
/// who reads them, and of a parameter that comes twice one reader takes the first and another one the last.
package struct RequestShapeMiddleware<Context: ServiceContext>: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard !Self.hasEmptyParts(path) else {
            throw ServiceError(.notFound, code: "noSuchRoute", "a path here has no empty parts")
        }
        guard !path.utf8.contains(UInt8(ascii: "%")) || path.removingPercentEncoding != nil else {
            throw ServiceError(.invalid, code: "invalidRef", "the path's escapes are not UTF-8")
        }
        if let query = request.uri.query { try Self.check(query) }
        return try await next(request, context)
    }

    /// Byte by byte: every request comes through here.
    private static func hasEmptyParts(_ path: String) -> Bool {
        var wasSlash = false
        for byte in path.utf8 {
            let isSlash = byte == UInt8(ascii: "/")
            if isSlash, wasSlash { return true }
            wasSlash = isSlash
        }
        return wasSlash && path.utf8.count > 1
    }

    private static func check(_ query: String) throws(ServiceError) {
        var names: Set<Substring> = []
        for item in query.split(separator: "&") {
            guard item.removingPercentEncoding != nil else {
                throw ServiceError(.invalid, code: "invalidQuery", "the query's escapes are not UTF-8")
            }
            let name = item.prefix { $0 != "=" }
            guard names.insert(name).inserted else {
                throw ServiceError(.invalid, code: "invalidQuery", "a parameter of the query is there twice")
            }
        }
    }
}
