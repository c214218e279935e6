/// An answer that is no success, for the dialect to word.
struct ForgeRefusal: Error, Sendable {
    enum Body: Sendable {
        /// What most refusals are.
        case sentence(String)
        /// What is not there, or not for the one who asks.
        case missing(message: String, errors: [String]?)
        /// What is wrong with what was sent, member by member.
        case fields([(name: String, problem: String)])
        /// The small page of a redirect.
        case moved(to: String)
    }

    let status: Int
    let body: Body

    static let unauthorized = ForgeRefusal(status: 401, body: .sentence("token is required"))
    static let notFound = ForgeRefusal.missing()
    static let full = ForgeRefusal.unprocessable("the simulator holds no more of these")

    static func missing(_ message: String = "Not Found", errors: [String]? = nil) -> ForgeRefusal {
        ForgeRefusal(status: 404, body: .missing(message: message, errors: errors))
    }

    static func forbidden(_ message: String) -> ForgeRefusal { ForgeRefusal(status: 403, body: .sentence(message)) }

    static func unprocessable(_ message: String) -> ForgeRefusal {
        ForgeRefusal(status: 422, body: .sentence(message))
    }

    static func conflict(_ message: String) -> ForgeRefusal { ForgeRefusal(status: 409, body: .sentence(message)) }

    static func moved(to location: String) -> ForgeRefusal { ForgeRefusal(status: 302, body: .moved(to: location)) }
}
