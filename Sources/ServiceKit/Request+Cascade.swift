package import Hummingbird
import Validation

extension Request {
    /// Whether a deletion takes everything along that is held.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery`.
    package func cascades() throws -> Bool {
        switch uri.queryParameters["cascade"] {
        case nil, "false": return false
        case "true": return true
        default:
            throw ServiceError(
                code: "invalidQuery",
                violations: Violations([Violation("cascade", .notSupported, "true or false is needed")]))
        }
    }
}
