/// A part that counts what it does, and says so when it is asked. Whoever has it keeps its instruments: nothing is global.
package protocol MetricSource: Sendable {
    /// What it has counted, and how it is now. Costs a fixed number of queries at the most.
    func metrics() async -> [Metric]
}
