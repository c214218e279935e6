package import Hummingbird
import Validation

extension Request {
    /// A parameter of the query that is `true` or `false`; false when it is left out.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery` for anything else.
    package func flag(_ name: String) throws(ServiceError) -> Bool {
        switch uri.queryParameters[Substring(name)] {
        case nil, "false": return false
        case "true": return true
        default:
            throw ServiceError(
                code: "invalidQuery",
                violations: Violations([Violation(FieldPath(name), .notSupported, "true or false is needed")]))
        }
    }
}
