/// What came a moment ago and waits for a sink, in memory: a sink that keeps up has it without a look at the files. Of each
/// project that is in it, it has the first that wait, in order.
struct RecentDeliveries {
    private struct Line {
        var deliveries: [QueuedDelivery]
        /// Whether nothing else of the project waits.
        var isWhole = true
    }

    /// The most bytes of events.
    private static let maxBytes = 16 * 1024 * 1024

    private var lines: [String: Line] = [:]
    private var bytes = 0

    /// - Parameter isFirst: Whether nothing else of its project waits.
    mutating func add(_ delivery: QueuedDelivery, isFirst: Bool) {
        let project = delivery.projectID
        if isFirst {
            forget(project)
            lines[project] = Line(deliveries: [])
        }
        guard lines[project]?.isWhole == true else { return }
        guard bytes + delivery.event.count <= Self.maxBytes else {
            lines[project]?.isWhole = false
            return
        }
        bytes += delivery.event.count
        lines[project]?.deliveries.append(delivery)
    }

    /// The first ones wait no longer.
    mutating func removeFirst(_ count: Int, of project: String) {
        guard let line = lines[project] else { return }
        let count = min(count, line.deliveries.count)
        bytes -= line.deliveries.prefix(count).reduce(0) { $0 + $1.event.count }
        lines[project]?.deliveries.removeFirst(count)
    }

    /// Something else than what is here is known of a project's deliveries, or none of them waits.
    mutating func forget(_ project: String) {
        guard let line = lines.removeValue(forKey: project) else { return }
        bytes -= line.deliveries.reduce(0) { $0 + $1.event.count }
    }

    /// The first ones of a project; none when they have to be read.
    func first(_ count: Int, of project: String) -> [QueuedDelivery] {
        lines[project].map { Array($0.deliveries.prefix(count)) } ?? []
    }
}
