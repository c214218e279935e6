import Foundation

/// Reading answers, the same for every forge.
public enum ForgeAnswer {
    /// Turns a status that is no success into an error of the closed set.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - accepted: Further statuses that the caller handles itself.
    /// - Throws: The error that the status stands for.
    public static func check(_ response: ForgeResponse, accepting accepted: Set<Int> = []) throws(DriverError) {
        if (200..<300).contains(response.status) || accepted.contains(response.status) { return }
        if (400..<500).contains(response.status), response.status != 429 { try refuseMarkup(response) }
        let text = message(of: response)
        switch response.status {
        case 301, 302, 307, 308: throw .moved(id: movedID(response.headers["location"]))
        case 401: throw .unauthorized(text)
        case 403, 429:
            if let limit = RateLimit(response) { throw .rateLimited(until: limit.until) }
            throw .forbidden(text)
        case 404, 410: throw .notFound(text)
        case 409: throw .conflict(text)
        case 400, 422: throw .invalid(field: "", message: text)
        default: throw .unavailable("the forge answered \(response.status)")
        }
    }

    /// Reads a successful answer's JSON.
    ///
    /// - Parameters:
    ///   - type: What to read.
    ///   - response: The answer.
    /// - Returns: The value.
    /// - Throws: `unavailable` when the answer is not this JSON: something else answered in the forge's place.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from response: ForgeResponse
    ) throws(DriverError) -> Value {
        try check(response)
        try refuseMarkup(response)
        do {
            return try decoder.decode(type, from: Data(response.body))
        } catch {
            let kind = response.headers["content-type"]?.split(separator: ";").first.map(String.init) ?? "nothing"
            throw .unavailable("the forge's answer can't be read as its API's (\(kind))")
        }
    }

    private static let decoder = JSONDecoder()

    /// The stable id in the address that a renamed repository is at now, where that is how the forge names it.
    private static func movedID(_ location: String?) -> String? {
        let parts = (location ?? "").prefix { $0 != "?" && $0 != "#" }.split(separator: "/").suffix(2).map(String.init)
        guard parts.count == 2, ["repositories", "projects"].contains(parts[0]), (1...19).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return parts[1]
    }

    /// What an error body says; a forge's other words stay where they are. The host shortens it, once the secrets are out.
    private static func message(of response: ForgeResponse) -> String {
        let body = try? decoder.decode(ErrorBody.self, from: Data(response.body.prefix(65_536)))
        let text = body?.text ?? ""
        return text.isEmpty ? "the forge answered \(response.status)" : text
    }

    /// Refuses a web page, which is what a login wall or a wrong URL answers, with any status.
    package static func refuseMarkup(_ response: ForgeResponse) throws(DriverError) {
        let type = (response.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased()
        let first = response.body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if type == "text/html" || type == "application/xhtml+xml" || first == UInt8(ascii: "<") {
            let kind = type.isEmpty ? "markup" : type
            throw .unavailable("the forge answered with \(kind) instead of JSON; is its URL the right one?")
        }
    }
}

/// The forms that forges give their errors: `message` with a text, texts, or texts by field, and OAuth2's.
private struct ErrorBody: Decodable {
    let text: String

    private enum Keys: String, CodingKey { case message, error, error_description }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Keys.self)
        func text(_ key: Keys) -> String? { try? members.decode(String.self, forKey: key) }
        if let message = text(.message) {
            self.text = message
        } else if let messages = try? members.decode([String].self, forKey: .message) {
            self.text = messages.joined(separator: ", ")
        } else if let fields = try? members.decode([String: [String]].self, forKey: .message) {
            self.text = fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.joined(separator: ", "))" }
                .joined(separator: "; ")
        } else {
            self.text = text(.error_description) ?? text(.error) ?? ""
        }
    }
}
