import Instruments

/// What a committer counts.
struct CommitInstruments: Sendable {
    private let changes = Counter()
    private let groupSize = Histogram(.count, bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256])
    private let seconds = Histogram.seconds()

    func count(_ size: Int, took duration: Duration) {
        changes.add(size)
        groupSize.observe(size)
        seconds.observe(duration)
    }

    func metrics(database: String, waiting: Int) -> [Metric] {
        let labels = [Metric.Label("database", database)]
        return [
            .counter(
                "sallyport_commits_total", "Changes that were applied, whatever came of them", changes.value, labels),
            .histogram("sallyport_commit_group_size", "Changes that were committed together", groupSize, labels),
            .histogram("sallyport_commit_seconds", "What a group's commit took, with its sync", seconds, labels),
            .gauge("sallyport_commits_waiting", "Changes that wait to be committed", Double(waiting), labels),
        ]
    }
}
