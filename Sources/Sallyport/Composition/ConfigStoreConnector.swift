import ConfigStore
import HTTPTransport
import Instruments
import ServiceKit
import Synchronization

/// The way to a configstore of this process that may still be opening: a gateway is put together meanwhile.
final class ConfigStoreConnector: HTTPTransport, MetricSource {
    private let opened = Mutex<ConfigStore?>(nil)

    /// To be called before anybody asks.
    func connect(_ configStore: ConfigStore) {
        opened.withLock { $0 = configStore }
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard let configStore = opened.withLock({ $0 }) else {
            throw TransportError(.connectionFailed, "the configstore is not open yet")
        }
        return try await configStore.transport.send(request)
    }

    /// Whoever asks a gateway hears of the configstore too where both are in one process.
    func metrics() async -> [Metric] {
        var metrics: [Metric] = []
        for source in opened.withLock({ $0?.metricSources }) ?? [] { metrics += await source.metrics() }
        return metrics
    }
}
