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
        case 301, 302, 307, 308: throw .moved(id: nil)
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
            throw .unavailable("the forge's answer can't be read as its API's (\(kind.prefix(60)))")
        }
    }

    private static let decoder = JSONDecoder()

    /// The `message` of an error body, shortened; a forge's other words stay where they are.
    private static func message(of response: ForgeResponse) -> String {
        struct Body: Decodable { let message: String? }
        let body = try? decoder.decode(Body.self, from: Data(response.body.prefix(65_536)))
        let text = body?.message.map { PrintableText.line($0, maxCharacters: 200) } ?? ""
        return text.isEmpty ? "the forge answered \(response.status)" : text
    }

    /// Refuses a web page, which is what a login wall or a wrong URL answers, with any status.
    static func refuseMarkup(_ response: ForgeResponse) throws(DriverError) {
        let type = (response.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased()
        let first = response.body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if type == "text/html" || type == "application/xhtml+xml" || first == UInt8(ascii: "<") {
            let kind = type.isEmpty ? "markup" : PrintableText.line(type, maxCharacters: 60)
            throw .unavailable("the forge answered with \(kind) instead of JSON; is its URL the right one?")
        }
    }
}
