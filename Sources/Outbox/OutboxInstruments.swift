import Instruments

/// What an outbox counts.
struct OutboxInstruments: Sendable {
    private let deliveries = Labelled<Counter>(counting: "verdict")
    private let attempts = Labelled<Counter>(counting: "sink", "outcome")
    private let seconds = Labelled<Histogram>(timing: "sink")
    private let parked = Labelled<Counter>(counting: "sink")

    func count(_ delivery: NewDelivery, _ stored: StoredDelivery) {
        switch stored {
        case .known: deliveries["repeated"].add()
        case .stored: deliveries[delivery.recovered ? "recovered" : delivery.verdict.rawValue].add()
        }
    }

    func countRefusal() { deliveries["noRoom"].add() }

    func count(_ finished: FinishedAttempt, at sink: String) {
        attempts[sink, finished.outcome.name].add()
        seconds[sink].observe(.milliseconds(finished.attempt.durationMilliseconds))
    }

    func countParked(_ count: Int, at sink: String) { parked[sink].add(count) }

    var metrics: [Metric] {
        [
            .counter("sallyport_deliveries_total", "Deliveries of forges, by what was made of them", deliveries),
            .counter("sallyport_sink_attempts_total", "Attempts to bring an event to a sink", attempts),
            .histogram("sallyport_sink_attempt_seconds", "What an attempt took", seconds),
            .counter("sallyport_outbox_parked_total", "Deliveries that were given up for a sink", parked),
        ]
    }
}

extension AttemptOutcome {
    /// One word of a closed set.
    fileprivate var name: String {
        switch self {
        case .delivered: "delivered"
        case .refused: "refused"
        case .retry: "failed"
        }
    }
}
