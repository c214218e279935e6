/// When somebody looks at something again: with some chance in it, so that not all come at once.
struct SetUpPace: Sendable {
    /// How long a project is left alone that is as it is meant to be.
    let checkSeconds: Int
    /// After so many tries in vain nobody tries any more; that is about a week.
    static let maxAttempts = 36
    private static let longestSeconds = 6 * 3_600
    private static let firstSeconds = 15

    /// Until the next check of a project.
    func untilCheck(hasPreviousSecrets: Bool = false) -> Int {
        let seconds = hasPreviousSecrets ? min(checkSeconds, 3_660) : checkSeconds
        return Int.random(in: seconds * 3 / 4...seconds * 5 / 4)
    }

    /// Until the next try.
    ///
    /// - Parameters:
    ///   - attempts: How many were in vain.
    ///   - failure: Of the last one, which may ask for more time.
    static func untilNextTry(after attempts: Int, _ failure: SetUpFailure? = nil) -> Int {
        let seconds = min(longestSeconds, firstSeconds << min(max(0, attempts - 1), 20))
        return max(Int.random(in: (seconds + 1) / 2...seconds), min(failure?.retryAfterSeconds ?? 0, longestSeconds))
    }
}
