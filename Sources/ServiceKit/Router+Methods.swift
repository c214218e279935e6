import HTTPTypes
package import Hummingbird

extension Router where Context: ServiceContext {
    /// Each route as `METHOD /path/{parameter}`.
    package var routeNames: Set<String> {
        Set(routes.map { "\($0.method.rawValue) \($0.path)" })
    }

    /// Answers the other methods of every known path: 405 with `Allow`, and `OPTIONS` with what there is.
    ///
    /// To be called after the last route was added, and before the responder is built.
    package func answerOtherMethods() {
        let paths = Dictionary(grouping: routes, by: \.path.description)
        for found in paths.values {
            var allowed = Set(found.map(\.method))
            // The router makes the HEAD of every GET.
            if allowed.contains(.get) { allowed.insert(.head) }
            let allow = (allowed.map(\.rawValue) + ["OPTIONS"]).sorted().joined(separator: ", ")
            guard let path = found.first?.path else { continue }
            on(path, method: .options) { _, _ in Response(status: .noContent, headers: [.allow: allow]) }
            for method in HTTPRequest.Method.refusable where !allowed.contains(method) {
                on(path, method: method) { _, _ in
                    var response = Response(
                        ServiceError(.methodNotAllowed, code: "methodNotAllowed", "this path takes \(allow)"))
                    response.headers[.allow] = allow
                    return response
                }
            }
        }
    }
}

extension HTTPRequest.Method {
    /// What some path may take and another one not.
    fileprivate static let refusable: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .trace, HTTPRequest.Method("QUERY")].compactMap { $0 }
}
