/// The closed set of ways in which an operation at a forge can fail.
public enum DriverError: Error, Sendable, Hashable {
    /// The credential is wrong or has expired.
    case unauthorized(String)
    /// The credential is right but may not do this.
    case forbidden(String)
    /// It isn't there, or the forge hides it.
    case notFound(String)
    /// The repository is elsewhere now; `id` is its stable id where the forge says it.
    case moved(id: String?)
    /// It exists already, or changed meanwhile.
    case conflict(String)
    /// The forge asks to wait until this time, in seconds since 1970; nil when it doesn't say.
    case rateLimited(until: Double?)
    /// The forge, or the driver, refuses a value that was sent.
    case invalid(field: String, message: String)
    /// The forge is down, too slow, or answered with something that is not its API.
    case unavailable(String)
    /// The driver can't do this.
    case notSupported(String)
    /// A genuine event that nobody wants.
    case ignored(reason: String)

    /// The error's stable word, the same in logs, metrics and the API.
    public var code: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .notFound: "notFound"
        case .moved: "moved"
        case .conflict: "conflict"
        case .rateLimited: "rateLimited"
        case .invalid: "invalid"
        case .unavailable: "unavailable"
        case .notSupported: "notSupported"
        case .ignored: "ignored"
        }
    }
}
