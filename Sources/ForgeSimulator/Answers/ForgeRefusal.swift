/// An answer that is no success, in one of Gitea's forms.
struct ForgeRefusal: Error, Sendable {
    enum Body: Sendable {
        /// `{"message", "url"}`: what most refusals of the API look like.
        case sentence(String)
        /// `{"documentation_url", "errors", "message"}`: what is not there, or not for the one who asks.
        case missing(message: String, errors: [String]?)
        /// `{"error", "error_description"}` (RFC 6749).
        case oauth2(error: String, description: String)
        /// The small page of a redirect.
        case moved(to: String)
    }

    let status: Int
    let body: Body

    static let unauthorized = ForgeRefusal(status: 401, body: .sentence("token is required"))
    static let notFound = ForgeRefusal.missing()
    static let full = ForgeRefusal.unprocessable("the simulator holds no more of these")
    static let clientRefused = ForgeRefusal.oauth2("unauthorized_client", "client is not authorized")

    static func missing(_ message: String = "Not Found", errors: [String]? = nil) -> ForgeRefusal {
        ForgeRefusal(status: 404, body: .missing(message: message, errors: errors))
    }

    static func forbidden(_ message: String) -> ForgeRefusal { ForgeRefusal(status: 403, body: .sentence(message)) }

    static func unprocessable(_ message: String) -> ForgeRefusal {
        ForgeRefusal(status: 422, body: .sentence(message))
    }

    static func conflict(_ message: String) -> ForgeRefusal { ForgeRefusal(status: 409, body: .sentence(message)) }

    static func oauth2(_ error: String, _ description: String) -> ForgeRefusal {
        ForgeRefusal(status: 400, body: .oauth2(error: error, description: description))
    }

    static func moved(to location: String) -> ForgeRefusal { ForgeRefusal(status: 302, body: .moved(to: location)) }
}
