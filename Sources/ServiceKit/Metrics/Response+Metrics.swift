package import Hummingbird
package import Instruments
import NIOCore

extension Response {
    /// What parts of a service have counted, and the process.
    package static func metrics(of sources: [any MetricSource]) async -> Response {
        var metrics: [Metric] = []
        for source in sources + [ProcessMetrics()] { metrics += await source.metrics() }
        return Response(
            status: .ok, headers: [.contentType: MetricText.mediaType],
            body: .init(byteBuffer: ByteBuffer(string: MetricText.text(of: metrics))))
    }
}
