import Foundation
package import Instruments
import SQLiteAccess

extension Outbox: MetricSource {
    package func metrics() async -> [Metric] {
        let time = now()
        let depths = depths
        func gauge(_ name: String, _ help: String, _ value: (SinkDepth) -> Double) -> Metric {
            Metric(.gauge, name, help, depths.map { Metric.Sample([Metric.Label("sink", $0.sink)], value($0)) })
        }
        let used = try? await read { [files] connection in
            try files.usedBytes(connection, blocks: ContentWriter.usedBlocks(connection))
        }
        var metrics = instruments.metrics + writer.metrics(database: "outbox") + readers.metrics(database: "outbox")
        metrics += [
            gauge("sallyport_outbox_waiting", "Deliveries that wait for a sink") { Double($0.waiting) },
            gauge("sallyport_outbox_oldest_seconds", "How long the oldest of them waits; 0 when none does") { depth in
                depth.oldest.map { max(0, time.timeIntervalSince($0)) } ?? 0
            },
            .gauge(
                "sallyport_outbox_max_bytes", "What the outbox may take on the disk", Double(configuration.maxBytes)),
        ]
        if let used { metrics.append(.gauge("sallyport_outbox_bytes", "What the outbox takes of that", Double(used))) }
        return metrics
    }
}
