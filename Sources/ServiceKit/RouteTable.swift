import HTTPTypes
package import Hummingbird
import Synchronization

/// The routes of a service, known once all of them were added: for requests with a method that their path does not take.
///
/// A route for each of these methods and paths would be several times as many as there are, and made at every start.
package final class RouteTable: Sendable {
    fileprivate struct Path: Sendable {
        let components: [RouterPath.Element]
        var methods: Set<HTTPRequest.Method>
    }

    private let paths = Mutex<[String: Path]>([:])

    /// A table without routes.
    package init() {}

    /// Takes up the routes of a router; to be called after the last one was added.
    package func add(routesOf router: Router<some ServiceContext>) {
        paths.withLock { paths in
            for route in router.routes {
                paths[route.path.description, default: Path(components: route.path.components, methods: [])]
                    .methods.insert(route.method)
            }
        }
    }

    /// Each route as `METHOD /path/{parameter}`.
    package var names: Set<String> {
        let known = paths.withLock { $0 }
        return Set(known.flatMap { path, found in found.methods.map { "\($0.rawValue) \(path)" } })
    }

    /// What a request gets for which there is no route: with another method there would be one. `OPTIONS` is told what
    /// there is; 405 is everybody else.
    ///
    /// - Returns: The answer; nil for a path that is not known.
    func answer(to request: Request) -> Response? {
        let segments = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let known = paths.withLock { $0.values.filter { $0.matches(segments) } }
        // Where a name stands beside a parameter, the name is meant.
        guard let found = known.min(by: { $0.parameterCount < $1.parameterCount }) else { return nil }
        var methods = found.methods.union([.options])
        // The router makes the HEAD of every GET.
        if methods.contains(.get) { methods.insert(.head) }
        let allow = methods.map(\.rawValue).sorted().joined(separator: ", ")
        if request.method == .options { return Response(status: .noContent, headers: [.allow: allow]) }
        var response = Response(
            ServiceError(.methodNotAllowed, code: "methodNotAllowed", "this path takes \(allow)"))
        response.headers[.allow] = allow
        return response
    }
}

extension RouteTable.Path {
    fileprivate func matches(_ segments: ArraySlice<Substring>) -> Bool {
        components.count == segments.count && zip(components, segments).allSatisfy { $0 ~= $1 && !$1.isEmpty }
    }

    fileprivate var parameterCount: Int { components.count { $0.description.contains("{") } }
}
