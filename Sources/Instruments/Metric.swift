/// One metric as it is now: a name, and a sample for each combination of labels. A value, made when somebody asks.
package struct Metric: Sendable {
    package struct Label: Sendable {
        let name: String
        let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package struct Sample: Sendable {
        let labels: [Label]
        let value: Double
        let suffix: String

        package init(_ labels: [Label] = [], _ value: Double, suffix: String = "") {
            self.labels = labels
            self.value = value
            self.suffix = suffix
        }
    }

    /// With the unit, and `_total` for a counter.
    package let name: String
    /// One sentence without its full stop.
    package let help: String
    package let kind: Kind
    package private(set) var samples: [Sample]

    package init(_ kind: Kind, _ name: String, _ help: String, _ samples: [Sample]) {
        self.kind = kind
        self.name = name
        self.help = help
        self.samples = samples
    }

    package static func counter(_ name: String, _ help: String, _ value: Int, _ labels: [Label] = []) -> Metric {
        Metric(.counter, name, help, [Sample(labels, Double(value))])
    }

    package static func counter(_ name: String, _ help: String, seconds: Double) -> Metric {
        Metric(.counter, name, help, [Sample([], seconds)])
    }

    package static func counter(_ name: String, _ help: String, _ counters: Labelled<Counter>) -> Metric {
        Metric(.counter, name, help, counters.all.map { Sample($0.labels, Double($0.instrument.value)) })
    }

    package static func gauge(_ name: String, _ help: String, _ value: Double, _ labels: [Label] = []) -> Metric {
        Metric(.gauge, name, help, [Sample(labels, value)])
    }

    package static func histogram(
        _ name: String, _ help: String, _ histogram: Histogram, _ labels: [Label] = []
    ) -> Metric {
        self.histogram(name, help, [(histogram, labels)])
    }

    package static func histogram(_ name: String, _ help: String, _ histograms: Labelled<Histogram>) -> Metric {
        histogram(name, help, histograms.all.map { ($0.instrument, $0.labels) })
    }

    package static func histogram(
        _ name: String, _ help: String, _ histograms: [(histogram: Histogram, labels: [Label])]
    ) -> Metric {
        Metric(.histogram, name, help, histograms.flatMap { $0.histogram.samples($0.labels) })
    }

    /// The same with the samples of another part that has the same metric.
    func merged(with other: Metric) -> Metric {
        var merged = self
        merged.samples += other.samples
        return merged
    }
}
