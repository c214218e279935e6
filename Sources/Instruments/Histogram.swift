import Synchronization

/// How often something took how much: fixed buckets, each a counter, and the sum. Observing takes some nanoseconds.
package final class Histogram: Sendable {
    /// What is observed.
    package enum Unit: Sendable {
        case seconds, count

        /// How many whole numbers one of it is kept as.
        fileprivate var scale: Double { self == .seconds ? 1e9 : 1 }
    }

    private let unit: Unit
    /// The upper bounds of the buckets but the last, which has none.
    let bounds: [Double]
    private let scaledBounds: [Int]
    private let buckets: [Counter]
    private let sum = Atomic(0)

    /// - Parameters:
    ///   - unit: What is observed.
    ///   - bounds: The upper bounds of the buckets, which grow.
    package init(_ unit: Unit, bounds: [Double]) {
        self.unit = unit
        self.bounds = bounds
        scaledBounds = bounds.map { Int($0 * unit.scale) }
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// What answers, commits and calls take: from half a millisecond to half a minute.
    package static func seconds() -> Histogram {
        Histogram(
            .seconds, bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
    }

    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Int(seconds) &* 1_000_000_000 &+ Int(attoseconds / 1_000_000_000))
    }

    /// - Parameter value: In the smallest part of the unit: nanoseconds, or a count.
    package func observe(_ value: Int) {
        var place = 0
        while place < scaledBounds.count, value > scaledBounds[place] { place += 1 }
        buckets[place].add()
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    /// The samples, with how many were up to each bound.
    func samples(_ labels: [Metric.Label]) -> [Metric.Sample] {
        var samples: [Metric.Sample] = []
        var count = 0
        for (place, bucket) in buckets.enumerated() {
            count += bucket.value
            let bound = place < bounds.count ? MetricText.number(bounds[place]) : "+Inf"
            samples.append(Metric.Sample(labels + [Metric.Label("le", bound)], Double(count), suffix: "_bucket"))
        }
        samples.append(Metric.Sample(labels, Double(sum.load(ordering: .relaxed)) / unit.scale, suffix: "_sum"))
        samples.append(Metric.Sample(labels, Double(count), suffix: "_count"))
        return samples
    }
}
