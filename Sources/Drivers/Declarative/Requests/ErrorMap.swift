import RemoteSources
import Validation

/// What a forge's errors mean beyond what their statuses say.
struct ErrorMap: Sendable {
    static let maxRules = 50
    private static let maxBodyBytes = 65_536

    /// Where an error says what is wrong; nil where it does so in one of the usual members.
    var message: JSONPath?
    var rules: [Rule] = []

    /// What an error with a status, and perhaps with words in its message, is.
    struct Rule: Sendable {
        var status: Int
        /// In lower case.
        var words: String?
        var meaning: Meaning
    }

    enum Meaning: String, Sendable, CaseIterable {
        case unauthorized, forbidden, notFound, conflict, rateLimited, invalid, unavailable

        func error(_ message: String) -> DriverError {
            switch self {
            case .unauthorized: .unauthorized(message)
            case .forbidden: .forbidden(message)
            case .notFound: .notFound(message)
            case .conflict: .conflict(message)
            case .rateLimited: .rateLimited(until: nil)
            case .invalid: .invalid(field: "", message: message)
            case .unavailable: .unavailable(message)
            }
        }
    }

    /// The error that the answer stands for, out of the one that its status does.
    func refined(_ error: DriverError, _ response: ForgeResponse) -> DriverError {
        // A web page says nothing about what was asked, and the host knows rate limits.
        guard (400..<500).contains(response.status), error.code != "rateLimited",
            (try? ForgeAnswer.refuseMarkup(response)) != nil
        else { return error }
        let said = text(of: response)
        let message = said ?? error.message
        let rule = rules.first { rule in
            rule.status == response.status && (rule.words.map { message.lowercased().contains($0) } ?? true)
        }
        if let rule { return rule.meaning.error(message) }
        guard said != nil else { return error }
        return ErrorMap.Meaning(rawValue: error.code)?.error(message) ?? error
    }

    private func text(of response: ForgeResponse) -> String? {
        guard let message, response.body.count <= Self.maxBodyBytes,
            let document = JSONDocument(response.body, maxDepth: JSONDocument.maxDepth),
            let text = try? message.value(in: document)?.string, !text.isEmpty
        else { return nil }
        return text
    }
}
