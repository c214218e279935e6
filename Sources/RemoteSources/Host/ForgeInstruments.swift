package import Instruments

/// What a host counts of the operations at forges.
package final class ForgeInstruments: MetricSource {
    private let calls = Labelled<Counter>(counting: "driver", "operation", "outcome")
    private let seconds = Labelled<Histogram>(timing: "driver", "operation")
    private let waits = Counter()
    private let waited = Counter()

    func count(_ driver: String, _ capability: Capability, _ failure: OperationError?, took duration: Duration) {
        calls[driver, capability.rawValue, failure?.code ?? "done"].add()
        seconds[driver, capability.rawValue].observe(duration)
    }

    /// A forge has asked to wait, and is waited for.
    func countWait(_ duration: Duration) {
        waits.add()
        waited.add(Int(duration / .milliseconds(1)))
    }

    package func metrics() async -> [Metric] {
        [
            .counter("sallyport_forge_calls_total", "Operations at forges, by what came of them", calls),
            .histogram(
                "sallyport_forge_call_seconds", "What an operation at a forge took, with all its requests", seconds),
            .counter("sallyport_forge_waits_total", "Times that a forge's rate limit was waited for", waits.value),
            .counter(
                "sallyport_forge_wait_seconds_total", "How long forges' rate limits were waited for",
                seconds: Double(waited.value) / 1_000),
        ]
    }
}
