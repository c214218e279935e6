import ConfigStoreAPI
import Foundation
import Instruments
import Synchronization

/// How far projects are set up, and how much gateways have to do. Counting walks an index, so it is done once a minute at the
/// most, however often somebody asks.
final class DueWork: MetricSource {
    private struct Count: Sendable {
        var setUps: [ProjectSetUp.State: Int] = [:]
        var dueLooks = 0
        var dueWatches = 0
        var cleanups = 0
    }

    private let environment: ActionEnvironment
    private let latest = Mutex<(count: Count, time: Date)?>(nil)
    private static let maxAge = 60.0

    init(environment: ActionEnvironment) {
        self.environment = environment
    }

    func metrics() async -> [Metric] {
        let now = environment.now()
        let known = latest.withLock { $0 }.flatMap { now.timeIntervalSince($0.time) < Self.maxAge ? $0.count : nil }
        // What can't be read now is left out.
        guard let count = if let known { known } else { try? await read(now) } else { return [] }
        if known == nil { latest.withLock { $0 = (count, now) } }
        let states = ProjectSetUp.State.allCases.map { state in
            Metric.Sample([Metric.Label("state", state.rawValue)], Double(count.setUps[state] ?? 0))
        }
        return [
            Metric(
                .gauge, "sallyport_project_set_ups", "Projects of remote sources by how far they are set up", states),
            .gauge("sallyport_set_ups_due", "Projects whose set-up is to be looked at", Double(count.dueLooks)),
            .gauge("sallyport_watches_due", "Projects whose refs are to be looked at", Double(count.dueWatches)),
            .gauge("sallyport_forge_cleanups", "Cleanups at forges that are not done", Double(count.cleanups)),
        ]
    }

    private func read(_ now: Date) async throws -> Count {
        let time = Expiry.seconds(now)
        return try await environment.database.store.read { snapshot in
            var count = Count()
            for state in ProjectSetUp.State.allCases {
                count.setUps[state] = try snapshot.claimCount(StoredSetUp.stateSpace, prefix: state.rawValue + "/")
            }
            count.dueLooks = try snapshot.claimCount(StoredSetUp.lookSpace, before: time + "0")
            count.dueWatches = try snapshot.claimCount(RefWatchRecord.lookSpace, before: time + "0")
            count.cleanups = try snapshot.claimCount(ForgeCleanupRecord.listSpace, prefix: "")
            return count
        }
    }
}
