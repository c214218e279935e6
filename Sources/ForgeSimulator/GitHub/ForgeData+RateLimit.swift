import Foundation
import HTTPTypes

/// How many requests one may send in an hour; GitHub's.
extension ForgeData {
    struct RateLimit: Sendable {
        var used: Int
        let ends: Date
    }

    private static let windowSeconds = 3600.0

    func requestsLeft(of caller: ForgeCaller?) -> Int {
        guard let limit = rateLimits[caller?.user.id ?? 0], limit.ends > now() else { return requestsPerHour }
        return max(0, requestsPerHour - limit.used)
    }

    mutating func countRequest(of caller: ForgeCaller?) {
        let id = caller?.user.id ?? 0
        var limit = rateLimits[id] ?? RateLimit(used: 0, ends: now().addingTimeInterval(Self.windowSeconds))
        if limit.ends <= now() { limit = RateLimit(used: 0, ends: now().addingTimeInterval(Self.windowSeconds)) }
        limit.used += 1
        rateLimits[id] = limit
    }

    func rateLimitHeaders(of caller: ForgeCaller?) -> HTTPFields {
        let left = requestsLeft(of: caller)
        let ends = rateLimits[caller?.user.id ?? 0]?.ends ?? now().addingTimeInterval(Self.windowSeconds)
        var headers: HTTPFields = [:]
        for (name, value) in [
            ("limit", requestsPerHour), ("remaining", left), ("used", requestsPerHour - left),
            ("reset", Int(ends.timeIntervalSince1970.rounded(.up))),
        ] {
            if let field = HTTPField.Name("X-RateLimit-\(name)") { headers[field] = String(value) }
        }
        return headers
    }
}
