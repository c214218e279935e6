import Foundation
import RemoteSources

/// Reading GitHub's answers: what the statuses mean there.
enum GitHubAnswer {
    /// GitHub asks to wait a minute when it doesn't say how long.
    private static let secondaryWaitSeconds = 60.0

    private struct Refusal: Decodable {
        struct Problem: Decodable {
            let field: String?
            let message: String?
            let code: String?

            init(from decoder: any Decoder) throws {
                // Some problems are a text alone.
                if let text = try? decoder.singleValueContainer().decode(String.self) {
                    (field, message, code) = (nil, text, nil)
                    return
                }
                let members = try decoder.container(keyedBy: CodingKeys.self)
                field = try? members.decodeIfPresent(String.self, forKey: .field)
                message = try? members.decodeIfPresent(String.self, forKey: .message)
                code = try? members.decodeIfPresent(String.self, forKey: .code)
            }

            enum CodingKeys: String, CodingKey { case field, message, code }
        }

        let message: String?
        let documentation_url: String?
        let errors: [Problem]?
    }

    /// Turns a status that is no success into an error of the closed set.
    static func check(_ response: ForgeResponse, accepting accepted: Set<Int> = []) throws(DriverError) {
        if (200..<300).contains(response.status) || accepted.contains(response.status) { return }
        switch response.status {
        case 403, 429: try checkForbidden(response)
        case 422: try checkInvalid(response)
        default: break
        }
        try ForgeAnswer.check(response, accepting: accepted)
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from response: ForgeResponse
    ) throws(DriverError) -> Value {
        try check(response)
        return try ForgeAnswer.decode(type, from: response)
    }

    /// Whether there is a page after this one (RFC 8288). Its URL is not followed: it could lead anywhere.
    static func linksNext(_ response: ForgeResponse) -> Bool {
        (response.headers["link"] ?? "").split(separator: ",").contains { link in
            link.split(separator: ";").dropFirst().contains { parameter in
                let text = parameter.filter { $0 != " " && $0 != "\"" }.lowercased()
                return text == "rel=next"
            }
        }
    }

    /// Where a list goes on that has no numbers: the `cursor` in the link to the page after this one.
    static func nextCursor(_ response: ForgeResponse) -> String? {
        for link in (response.headers["link"] ?? "").split(separator: "<").prefix(10) {
            guard let end = link.firstIndex(of: ">"),
                link[end...].lowercased().filter({ $0 != " " && $0 != "\"" }).contains("rel=next")
            else { continue }
            let query = link[..<end].split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
            return query.split(separator: "&").first { $0.hasPrefix("cursor=") }
                .map { String($0.dropFirst("cursor=".count)) }.flatMap { isCursor($0) ? $0 : nil }
        }
        return nil
    }

    static func isCursor(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0)
            }
    }

    private static func checkForbidden(_ response: ForgeResponse) throws(DriverError) {
        let refusal = refusal(of: response)
        let page = refusal?.documentation_url?.lowercased() ?? ""
        let text = refusal?.message?.lowercased() ?? ""
        if response.headers["retry-after"] == nil,
            page.hasSuffix("secondary-rate-limits") || page.hasSuffix("#abuse-rate-limits")
                || text.contains("secondary rate limit") || text.contains("abuse detection")
        {
            throw .rateLimited(until: response.receivedAt + secondaryWaitSeconds)
        }
        if response.headers["x-github-sso"]?.lowercased().hasPrefix("required") == true {
            throw .forbidden("the organization asks to authorize this application for single sign-on: link it again")
        }
        if let granted = response.headers["x-oauth-scopes"], let accepted = response.headers["x-accepted-oauth-scopes"],
            !accepted.isEmpty, !hasAny(of: accepted, granted)
        {
            throw .forbidden("the account has not granted one of the scopes \(accepted): link it again")
        }
    }

    private static func hasAny(of accepted: String, _ granted: String) -> Bool {
        func scopes(_ text: String) -> Set<String> {
            Set(text.split(separator: ",").map { $0.filter { $0 != " " } })
        }
        return !scopes(accepted).isDisjoint(with: scopes(granted))
    }

    private static func checkInvalid(_ response: ForgeResponse) throws(DriverError) {
        guard let problem = refusal(of: response)?.errors?.first else { return }
        let words = problem.message ?? problem.code ?? ""
        if problem.code == "already_exists" || words.lowercased().contains("already") {
            throw .conflict(line(words))
        }
        throw .invalid(field: problem.field.map { line($0) } ?? "", message: line(words))
    }

    private static func line(_ text: String) -> String {
        text.isEmpty ? "GitHub does not take this" : text
    }

    private static func refusal(of response: ForgeResponse) -> Refusal? {
        try? JSONDecoder().decode(Refusal.self, from: Data(response.body.prefix(65_536)))
    }
}
