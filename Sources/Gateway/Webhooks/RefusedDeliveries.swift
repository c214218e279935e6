import Foundation
import Instruments
import Synchronization

/// Why a delivery was refused. Whoever sent it is told nothing of this; the project's owners are.
enum DeliveryRefusal: String, Sendable, Hashable, CaseIterable {
    /// Its signature is missing, or is of another secret or body.
    case notGenuine
    /// It is about another repository than the project's.
    case otherRepository
    /// It is larger than a delivery may be.
    case tooLarge
}

/// What was refused lately: a count for each project, and the last few, without what was in them. It is in memory only, so
/// nobody can fill a disk with it.
final class RefusedDeliveries: Sendable {
    struct Entry: Sendable, Hashable {
        let time: Date
        let refusal: DeliveryRefusal
    }

    struct Record: Sendable, Hashable {
        var count = 0
        /// The newest first.
        var last: [Entry] = []
    }

    private static let maxProjects = 1_000
    private static let maxEntries = 10

    private let counters = Labelled<Counter>(counting: "verdict")
    private let records = Mutex<[String: Record]>([:])

    /// Counts what came for a project that there is not.
    func addUnknownProject() { counters["unknownProject"].add() }

    func add(_ refusal: DeliveryRefusal, project: String, time: Date) {
        counters[refusal.rawValue].add()
        records.withLock { records in
            if records[project] == nil, records.count >= Self.maxProjects {
                let oldest = records.min { ($0.value.last.first?.time ?? time) < ($1.value.last.first?.time ?? time) }
                if let oldest { records[oldest.key] = nil }
            }
            var record = records[project] ?? Record()
            record.count += 1
            record.last.insert(Entry(time: time, refusal: refusal), at: 0)
            if record.last.count > Self.maxEntries { record.last.removeLast() }
            records[project] = record
        }
    }

    func record(of project: String) -> Record {
        records.withLock { $0[project] ?? Record() }
    }
}

extension RefusedDeliveries: MetricSource {
    func metrics() async -> [Metric] {
        [.counter("sallyport_deliveries_total", "Deliveries of forges, by what was made of them", counters)]
    }
}
