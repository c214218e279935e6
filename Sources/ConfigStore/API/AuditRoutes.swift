import ConfigStoreAPI
import HTTPTypes
import Hummingbird
import ServiceKit
import Validation

extension ConfigStoreRouter {
    func addAudit(to api: RouterGroup<Context>) {
        let audit = Audit(environment: environment)
        api.get("audit") { request, _ in
            let filter = try await filter(of: request, audit)
            // The cursor carries the filter as it is understood, so that it can't go on as another one.
            let text = [filter.kind, filter.object, filter.actor, filter.holder].map { $0 ?? "" }.joined(separator: "/")
            let page = try PageRequest(request, list: Audit.list, filter: text, ascending: false, key: cursorKey)
            let found = try await audit.list(filter, page)
            return try self.page(
                found.entries, hasMore: found.last != nil, last: found.last, list: Audit.list, page: page,
                filter: text, request: request)
        }
    }

    private func filter(of request: Request, _ audit: Audit) async throws -> AuditFilter {
        let query = request.uri.queryParameters
        func value(_ name: String) throws -> String? {
            guard let text = query[Substring(name)].map(String.init), !text.isEmpty else { return nil }
            let isWord = text.unicodeScalars.allSatisfy {
                $0 == "-" || $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
            guard isWord, text.utf8.count <= 64 else {
                throw ServiceError(
                    code: "invalidFilter",
                    violations: Violations([Violation(FieldPath(name), "invalidFilter", "a word or an id is needed")]))
            }
            return text
        }
        var actor = try value("actor")
        if let ref = actor { actor = try await audit.actorKey(ref) }
        return AuditFilter(
            kind: try value("kind")?.lowercased(), object: try value("object")?.lowercased(),
            actor: actor, holder: try value("holder")?.lowercased())
    }
}

/// Binds on whose behalf a request comes, as its bearer says: who has the API token is believed.
struct AuditContextMiddleware: RouterMiddleware {
    typealias Context = ServiceRequestContext

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        // What changes nothing leaves no entry.
        if request.method == .get || request.method == .head { return try await next(request, context) }
        var caller = AuditContext(requestID: context.requestID)
        if let text = request.headers.value(of: .sallyportActor) {
            guard let actor = AuditActor(headerValue: text) else {
                throw ServiceError(.invalid, code: "invalidActor", "\(AuditActor.headerName) can't be read")
            }
            caller.actor = actor
        }
        caller.clientAddress = String(
            decoding: (request.headers.value(of: .sallyportClientAddress) ?? "").utf8.prefix(64), as: UTF8.self)
        return try await AuditContext.$current.withValue(caller) { try await next(request, context) }
    }
}

extension HTTPField.Name {
    // Valid field names; the fallbacks can't be reached.
    fileprivate static let sallyportActor = HTTPField.Name(AuditActor.headerName) ?? .eTag
    fileprivate static let sallyportClientAddress = HTTPField.Name(AuditActor.addressHeaderName) ?? .eTag
}
