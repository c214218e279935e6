public import RemoteSources

/// Every reader of a driver, given damaged payloads: an input follows from its seed, so that a seed is all that is
/// needed to see it again.
public struct DriverFuzzing: Sendable {
    private let trials: [FuzzTrial]

    /// Creates one.
    ///
    /// - Parameters:
    ///   - driver: The driver.
    ///   - recordings: Real payloads of its forge.
    public init(driver: any RemoteSourceDriver, recordings: Recordings) {
        trials = FuzzTrial.all(of: ConformanceSubject(driver: driver, recordings: recordings, process: nil))
    }

    /// The readers' names.
    public var names: [String] { trials.map(\.name) }

    /// Gives a reader one input.
    ///
    /// - Parameters:
    ///   - name: The reader.
    ///   - seed: Which input.
    /// - Returns: What is wrong with what the driver makes of it; nil for nothing.
    public func problem(of name: String, seed: UInt64) async -> String? {
        guard let trial = trials.first(where: { $0.name == name }) else { return "there is no reader \(name)" }
        return await trial.problem(of: trial.input(seed: seed))
    }

    /// The input itself: the header fields, an empty line, and the body.
    ///
    /// - Parameters:
    ///   - name: The reader.
    ///   - seed: Which input.
    public func input(of name: String, seed: UInt64) -> [UInt8] {
        guard let trial = trials.first(where: { $0.name == name }) else { return [] }
        let input = trial.input(seed: seed)
        let fields = input.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return Array((fields + "\r\n").utf8) + input.body
    }
}
