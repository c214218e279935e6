package import Hummingbird
import Validation

extension Request {
    /// A parameter of the query that is `true` or `false`; false when it is left out.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery` for anything else.
    package func flag(_ name: String) throws(ServiceError) -> Bool {
        guard uri.queryParameters[Substring(name)] != "" else { throw Self.neither(name) }
        return try presence(name)
    }

    /// A parameter of the query that also says yes by being there without a value, such as `?tree`.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery` when it has a value that is neither true nor false.
    package func presence(_ name: String) throws(ServiceError) -> Bool {
        switch uri.queryParameters[Substring(name)] {
        case nil, "false": return false
        case "", "true": return true
        default: throw Self.neither(name)
        }
    }

    /// A parameter of the query that is one of some words; nil when it is left out.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery` for anything else.
    package func word(_ name: String, of words: [String]) throws(ServiceError) -> String? {
        guard let text = uri.queryParameters[Substring(name)] else { return nil }
        if let word = words.first(where: { $0 == text }) { return word }
        throw Self.refused(name, "one of these is needed: \(words.joined(separator: ", "))")
    }

    /// A parameter of the query that is a number of bytes; nil when it is left out.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery` for anything else.
    package func byteCount(_ name: String) throws(ServiceError) -> Int? {
        guard let text = uri.queryParameters[Substring(name)] else { return nil }
        if let count = Int(text), count >= 0 { return count }
        throw Self.refused(name, "a whole number of bytes is needed")
    }

    /// How long maintenance is wanted, in seconds; nil when it is until somebody ends it.
    ///
    /// - Throws: `ServiceError` 400 `invalidQuery`.
    package func maintenanceLease() throws(ServiceError) -> Int? {
        let name = RouteDescription.maintenanceLease.name
        guard let text = uri.queryParameters[Substring(name)] else { return nil }
        let seconds = RouteDescription.leaseSeconds
        if let count = Int(text), seconds.contains(count) { return count }
        throw Self.refused(name, "a number of seconds from \(seconds.lowerBound) to \(seconds.upperBound) is needed")
    }

    private static func neither(_ name: String) -> ServiceError {
        refused(name, "true or false is needed")
    }

    private static func refused(_ name: String, _ message: String) -> ServiceError {
        ServiceError(
            code: "invalidQuery", violations: Violations([Violation(FieldPath(name), .notSupported, message)]))
    }
}
