/// A forge's wish that one waits: 429, or a 403 that says that the requests are used up.
struct RateLimit: Equatable {
    /// When to come back, in seconds since 1970; nil when the forge doesn't say.
    var until: Double?
    /// How long that is from now, never less than nothing; nil when the forge doesn't say.
    var wait: Duration?

    /// Longer waits than a day are cut to it.
    private static let maxSeconds = 86_400.0

    init?(_ response: ForgeResponse) {
        self.init(status: response.status, now: response.receivedAt) { response.headers[$0] }
    }

    init?(status: Int, now: Double, header: (String) -> String?) {
        guard status == 429 || status == 403 else { return nil }
        let retryAfter = header("retry-after").flatMap { Self.seconds(retryAfter: $0, now: now) }
        let isUsedUp = ["x-ratelimit-remaining", "ratelimit-remaining"].contains { header($0) == "0" }
        let reset = ["x-ratelimit-reset", "ratelimit-reset"].lazy.compactMap(header).first.flatMap(Double.init)
        guard status == 429 || retryAfter != nil || (isUsedUp && reset != nil) else { return nil }
        guard let seconds = retryAfter ?? reset.map({ $0 - now }), seconds.isFinite else { return }
        let bounded = min(max(seconds, 0), Self.maxSeconds)
        until = now + bounded
        wait = .milliseconds(Int64((bounded * 1000).rounded(.up)))
    }

    /// Seconds, or a date (RFC 9110 §10.2.3).
    private static func seconds(retryAfter text: String, now: Double) -> Double? {
        if let seconds = Double(text) { return seconds }
        return HTTPDate.secondsSince1970(text).map { $0 - now }
    }
}
