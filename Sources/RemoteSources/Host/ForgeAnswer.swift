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
        let text = message(of: response)
        switch response.status {
        case 301, 302, 307, 308: throw .moved(id: nil)
        case 401: throw .unauthorized(text)
        case 403 where isRateLimit(response), 429: throw .rateLimited(until: retryTime(response))
        case 403: throw .forbidden(text)
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
        let text = body?.message.map { String($0.prefix(200)) } ?? ""
        return text.isEmpty ? "the forge answered \(response.status)" : text
    }

    private static func isRateLimit(_ response: ForgeResponse) -> Bool {
        response.headers["retry-after"] != nil || response.headers["x-ratelimit-remaining"] == "0"
    }

    private static func retryTime(_ response: ForgeResponse) -> Double? {
        if let seconds = response.headers["retry-after"].flatMap(Double.init), seconds >= 0 {
            return response.receivedAt + min(seconds, 86_400)
        }
        return response.headers["x-ratelimit-reset"].flatMap(Double.init)
    }
}

/// The answer of an OAuth2 token endpoint (RFC 6749 §5).
public enum OAuth2TokenAnswer {
    private struct Body: Decodable {
        let access_token: String?
        let expires_in: Int?
        let error: String?
        let error_description: String?
    }

    /// The secrets that a token endpoint's answer carries.
    public static let extracts = [
        SecretExtraction("access_token", .accessToken), SecretExtraction("refresh_token", .refreshToken),
    ]

    /// Reads the answer, also one that reports an error with status 200.
    ///
    /// - Parameter response: The answer, its tokens taken out.
    /// - Returns: The grant.
    /// - Throws: `unauthorized` when the code, the client or the refresh token is refused.
    public static func read(_ response: ForgeResponse) throws(DriverError) -> TokenGrant {
        let isAnswer = (200..<300).contains(response.status) || response.status == 400 || response.status == 401
        guard isAnswer, let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) else {
            try ForgeAnswer.check(response)
            throw .unavailable("the forge's token endpoint answered with something else")
        }
        if let error = body.error {
            throw .unauthorized("\(error.prefix(60)): \((body.error_description ?? "").prefix(200))")
        }
        guard (200..<300).contains(response.status), body.access_token?.isEmpty == false else {
            throw .unavailable("the forge's token endpoint gave no token")
        }
        return TokenGrant(expiresInSeconds: body.expires_in.flatMap { $0 > 0 ? $0 : nil })
    }
}
