public import RemoteSources

/// Holds a driver to the contract: what every driver has to do, whichever of the three forms it has.
///
///     let report = await ConformanceKit(driver: driver, recordings: try Recordings(contentsOf: folder)).run()
///     #expect(report.failures == [])
public struct ConformanceKit: Sendable {
    private let subject: ConformanceSubject

    /// Creates a kit.
    ///
    /// - Parameters:
    ///   - driver: The driver.
    ///   - recordings: What its forge said.
    public init(driver: any RemoteSourceDriver, recordings: Recordings) {
        self.init(driver: driver, recordings: recordings, process: nil)
    }

    /// - Parameter process: What makes the driver's process fail; nil for a driver that is none.
    package init(driver: any RemoteSourceDriver, recordings: Recordings, process: (any ProcessFailures)?) {
        subject = ConformanceSubject(driver: driver, recordings: recordings, process: process)
    }

    /// The groups, in the order in which they are run.
    public static let groups: [ConformanceGroup] = [
        .manifest, .requests, .authentication, .refresh, .pagination, .repositories, .refs, .files, .deployKeys,
        .webhooks, .deliveryLists, .signatures, .events, .pullRequests, .statuses, .errors, .links, .robustness,
        .process,
    ]

    /// Runs groups, one after the other.
    ///
    /// - Parameter groups: Which; all unless given.
    /// - Returns: What came of each.
    public func run(_ groups: [ConformanceGroup] = ConformanceKit.groups) async -> ConformanceReport {
        var results: [ConformanceReport.Result] = []
        for group in groups {
            let start = ContinuousClock.now
            let outcome = await group.run(subject)
            results.append(.init(group: group, outcome: outcome, duration: ContinuousClock.now - start))
        }
        let manifest = subject.driver.manifest
        return ConformanceReport(
            driver: "\(manifest.id) \(manifest.version)", recordings: subject.recordings.summary, results: results)
    }
}
