/// How long is waited after failures: twice as long each time, with jitter, so that those who failed together do not come
/// back together.
enum Backoff {
    private static let first = 1.0
    private static let last = 600.0

    /// - Parameters:
    ///   - failures: How many there were in a row, from 1.
    ///   - random: From 0 up to 1.
    /// - Returns: Seconds: from half of the step to all of it.
    static func seconds(afterFailures failures: Int, random: Double) -> Double {
        var step = first
        for _ in 1..<max(1, min(failures, 20)) { step = min(step * 2, last) }
        return step * (0.5 + random / 2)
    }
}
