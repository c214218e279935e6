package import Hummingbird

extension Request {
    /// A parameter of the query that is `true` or `false`; false when it is left out.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery` for anything else.
    package func flag(_ name: Substring) throws(ServiceError) -> Bool {
        switch uri.queryParameters[name] {
        case nil, "false": return false
        case "true": return true
        default: throw ServiceError(.invalid, code: "invalidQuery", "\(name) is true or false")
        }
    }
}
