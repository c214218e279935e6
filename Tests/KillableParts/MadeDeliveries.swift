import HTTPTransport
import Synchronization

/// Where the simulator's deliveries go: to the senders of their webhooks, who send them as often as it takes.
final class MadeDeliveries: HTTPTransport {
    private let senders = Mutex<[String: AsyncStream<TransportRequest>.Continuation]>([:])

    /// The deliveries of the webhook with this URL.
    func stream(of url: String) -> AsyncStream<TransportRequest> {
        let (stream, continuation) = AsyncStream<TransportRequest>.makeStream()
        senders.withLock { $0[url] = continuation }
        return stream
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        senders.withLock { $0[request.url] }?.yield(request)
        return TransportResponse(status: 202)
    }
}
