import Instruments
import Testing

@Suite("Metrics as text")
struct MetricTextTests {
    @Test("have their help, their kind and their labels, with what has a meaning there escaped")
    func escaped() {
        let metric = Metric(
            .gauge, "a_bytes", "What \\ and\nmore take",
            [Metric.Sample([Metric.Label("path", "a\"b\\c\nd"), Metric.Label("kind", "x")], 1.5)])
        #expect(
            MetricText.text(of: [metric]) == #"""
                # HELP a_bytes What \\ and\nmore take
                # TYPE a_bytes gauge
                a_bytes{path="a\"b\\c\nd",kind="x"} 1.5

                """#)
    }

    @Test("of several parts that have the same metric are one, and in the order of their names")
    func merged() {
        let metrics: [Metric] = [
            .counter("b_total", "B", 3, [Metric.Label("part", "one")]), .gauge("a", "A", 2),
            .counter("b_total", "B", 4, [Metric.Label("part", "two")]),
        ]
        #expect(
            MetricText.text(of: metrics) == """
                # HELP a A
                # TYPE a gauge
                a 2
                # HELP b_total B
                # TYPE b_total counter
                b_total{part="one"} 3
                b_total{part="two"} 4

                """)
    }

    @Test("have a histogram's buckets with everything up to their bounds")
    func histogram() {
        let histogram = Histogram(.seconds, bounds: [0.1, 1])
        for duration in [Duration.milliseconds(50), .milliseconds(100), .milliseconds(500), .seconds(2)] {
            histogram.observe(duration)
        }
        #expect(
            MetricText.text(of: [.histogram("a_seconds", "A", histogram)]) == """
                # HELP a_seconds A
                # TYPE a_seconds histogram
                a_seconds_bucket{le="0.1"} 2
                a_seconds_bucket{le="1"} 3
                a_seconds_bucket{le="+Inf"} 4
                a_seconds_sum 2.65
                a_seconds_count 4

                """)
    }

    @Test("never have more combinations of labels than there is room for")
    func bounded() {
        let counters = Labelled<Counter>(counting: "name")
        for number in 0..<5_000 { counters["\(number)"].add() }
        let text = MetricText.text(of: [.counter("a_total", "A", counters)])
        #expect(text.split(separator: "\n").count <= 2 + 1_001)
        #expect(text.contains("a_total{name=\"other\"} 4000\n"))
    }

    @Test("lose nothing that several threads count at once")
    func concurrent() async {
        let (counter, histogram) = (Counter(), Histogram(.count, bounds: [1]))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.add()
                        histogram.observe(2)
                    }
                }
            }
        }
        #expect(counter.value == 80_000)
        #expect(MetricText.text(of: [.histogram("a", "A", histogram)]).contains("a_sum 160000\na_count 80000\n"))
    }
}
