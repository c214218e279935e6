import Instruments
import ServiceTesting
import Testing

@testable import Outbox

@Suite("The outbox's metrics", .serviceLogs)
struct OutboxMetricsTests {
    @Test("say what came, what waits since when, and what became of it at each sink")
    func counted() async throws {
        try await OutboxFixture.with { fixture in
            try await fixture.opened { outbox in
                for delivery in ["1", "2", "3"] { _ = try await outbox.store(.push(delivery)) }
                _ = try await outbox.store(.push("1"))
                fixture.time.advance(90)
                var text = MetricText.text(of: await outbox.metrics())
                #expect(text.contains("sallyport_deliveries_total{verdict=\"accepted\"} 3\n"))
                #expect(text.contains("sallyport_deliveries_total{verdict=\"repeated\"} 1\n"))
                #expect(text.contains("sallyport_outbox_waiting{sink=\"ci\"} 3\n"))
                #expect(text.contains("sallyport_outbox_oldest_seconds{sink=\"ci\"} 90\n"))
                #expect(text.contains("sallyport_commits_total{database=\"outbox\"} 4\n"))
                try await outbox.take("ci", .refused)
                try await outbox.take("ci", .delivered)
                try await outbox.take("ci", .retry(after: nil))
                text = MetricText.text(of: await outbox.metrics())
                #expect(text.contains("sallyport_outbox_waiting{sink=\"ci\"} 1\n"))
                #expect(text.contains("sallyport_outbox_parked_total{sink=\"ci\"} 1\n"))
                for outcome in ["delivered", "failed", "refused"] {
                    #expect(text.contains("sallyport_sink_attempts_total{sink=\"ci\",outcome=\"\(outcome)\"} 1\n"))
                }
            }
        }
    }
}
