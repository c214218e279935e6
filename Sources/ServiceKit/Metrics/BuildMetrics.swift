package import Instruments

/// Which version runs, as a label.
package struct BuildMetrics: MetricSource {
    private let labels: [Metric.Label]

    package init(service: String, version: String) {
        labels = [Metric.Label("service", service), Metric.Label("version", version)]
    }

    package func metrics() async -> [Metric] {
        [.gauge("sallyport_build_info", "1, with the version that runs", 1, labels)]
    }
}
