import HTTPTypes
import Hummingbird
import Synchronization

/// The routes of a service: for requests with a method that their path does not take.
///
/// A route for each of these methods and paths would be several times as many as there are, and made at every start.
package final class RouteTable: Sendable {
    fileprivate struct Path: Sendable {
        let segments: [Substring]
        var methods: Set<HTTPRequest.Method>
    }

    private let description: @Sendable () -> APIDescription
    /// Nil until they are needed.
    private let paths = Mutex<[Path]?>(nil)

    /// - Parameter description: What the service has; asked for with the first request that finds no route.
    package init(_ description: @escaping @Sendable () -> APIDescription) {
        self.description = description
    }

    /// What a request gets for which there is no route: with another method there would be one. `OPTIONS` is told what
    /// there is; 405 is everybody else.
    ///
    /// - Returns: The answer; nil for a path that is not known.
    func answer(to request: Request) -> Response? {
        let segments = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let known = all.filter { $0.matches(segments) }
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

    private var all: [Path] {
        paths.withLock { paths in
            if let paths { return paths }
            let made = Dictionary(grouping: description().routes, by: \.path).map { path, routes in
                Path(segments: path.split(separator: "/"), methods: Set(routes.map(\.method)))
            }
            paths = made
            return made
        }
    }
}

extension RouteTable.Path {
    fileprivate func matches(_ asked: ArraySlice<Substring>) -> Bool {
        segments.count == asked.count
            && zip(segments, asked).allSatisfy { $0.isParameter ? !$1.isEmpty : $0 == $1 }
    }

    fileprivate var parameterCount: Int { segments.count { $0.isParameter } }
}

extension Substring {
    fileprivate var isParameter: Bool { hasPrefix("{") }
}
