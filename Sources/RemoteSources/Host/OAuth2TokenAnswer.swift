import Foundation

/// Reads the answers of OAuth2 token endpoints (RFC 6749 §5), and what forges make of them.
public enum OAuth2TokenAnswer {
    /// Grants don't last longer than ten years.
    private static let maxSeconds = 10 * 365 * 86_400

    /// The secrets that a token endpoint's answer carries.
    public static let extracts = [
        SecretExtraction("access_token", .accessToken), SecretExtraction("refresh_token", .refreshToken),
    ]

    /// Reads an answer, JSON or form, whatever its status: some forges report errors with 200.
    ///
    /// - Parameter response: The answer, with its tokens taken out.
    /// - Returns: The grant.
    /// - Throws: `unauthorized` when the code, the refresh token or the client is no longer taken, `invalid` when the
    ///   request was wrong, `unavailable` when the answer is none.
    public static func read(_ response: ForgeResponse) throws(DriverError) -> TokenGrant {
        let members = members(of: response)
        if let error = members?["error"] as? String, !error.isEmpty {
            throw refusal(error, description: members?["error_description"] as? String)
        }
        try ForgeAnswer.check(response)
        try ForgeAnswer.refuseMarkup(response)
        guard let members else { throw .unavailable("the forge's token answer is neither JSON nor a form, or cut off") }
        guard let token = members["access_token"] as? String, !token.isEmpty else {
            throw .unavailable("the forge's token answer has no access token")
        }
        return TokenGrant(expiresInSeconds: seconds(members["expires_in"]))
    }

    private static func refusal(_ error: String, description: String?) -> DriverError {
        let words = description ?? error
        switch error {
        // Gitea says `unauthorized_client` for a refresh token that was used already; the last three are GitHub's.
        case "invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "bad_verification_code",
            "bad_refresh_token", "incorrect_client_credentials":
            return .unauthorized(words)
        case "temporarily_unavailable", "server_error", "slow_down":
            return .unavailable(words)
        default:
            return .invalid(field: "oauth2", message: words)
        }
    }

    private static func members(of response: ForgeResponse) -> [String: Any]? {
        let type = response.headers["content-type"]?.lowercased() ?? ""
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
            return (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any]
        }
        var members: [String: Any] = [:]
        for item in FormDecoding.items(String(decoding: response.body, as: UTF8.self)) {
            members[item.name] = item.value
        }
        return members
    }

    /// A number, or a text with one; what is missing or not positive is no expiry.
    private static func seconds(_ value: Any?) -> Int? {
        let number = (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap(Double.init)
        guard let number, number.isFinite, number >= 1 else { return nil }
        return Int(min(number, Double(maxSeconds)))
    }
}
