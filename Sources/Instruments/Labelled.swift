import Synchronization

/// An instrument for each combination of labels' values, made when it is first asked for, and bounded: what comes after the
/// last that there is room for counts as `other`.
package final class Labelled<Instrument: Sendable>: Sendable {
    private let names: [String]
    private let limit: Int
    private let make: @Sendable () -> Instrument
    private let known = Mutex<[[String]: Instrument]>([:])

    /// - Parameters:
    ///   - names: The labels' names.
    ///   - limit: How many combinations there may be. Values are of the program or the operator, never of a request.
    ///   - make: Makes an instrument.
    init(names: [String], limit: Int = 1_000, make: @escaping @Sendable () -> Instrument) {
        self.names = names
        self.limit = limit
        self.make = make
    }

    /// - Parameter values: The labels' values, in the order of their names.
    package subscript(values: String...) -> Instrument {
        known.withLock { known in
            if let instrument = known[values] { return instrument }
            let key = known.count < limit ? values : values.map { _ in "other" }
            if let instrument = known[key] { return instrument }
            let instrument = make()
            known[key] = instrument
            return instrument
        }
    }

    /// Everything that was asked for so far, in the order of the values.
    var all: [(labels: [Metric.Label], instrument: Instrument)] {
        known.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (labels: zip(names, $0.key).map(Metric.Label.init), instrument: $0.value) }
    }
}

extension Labelled where Instrument == Counter {
    package convenience init(counting names: String...) {
        self.init(names: names) { Counter() }
    }
}

extension Labelled where Instrument == Histogram {
    package convenience init(timing names: String...) {
        self.init(names: names) { Histogram.seconds() }
    }
}
