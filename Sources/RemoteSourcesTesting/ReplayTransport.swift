public import HTTPTransport
import Synchronization

/// A transport that answers with recorded responses, one after the other, and keeps what it was asked.
public final class ReplayTransport: HTTPTransport {
    private let state: Mutex<(responses: [TransportResponse], requests: [TransportRequest])>

    /// Creates a transport.
    ///
    /// - Parameter responses: The answers, in order.
    public init(_ responses: [TransportResponse]) {
        state = Mutex((responses, []))
    }

    /// The requests so far.
    public var requests: [TransportRequest] { state.withLock { $0.requests } }

    public func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let response: TransportResponse? = state.withLock { state in
            state.requests.append(request)
            return state.responses.isEmpty ? nil : state.responses.removeFirst()
        }
        guard let response else { throw TransportError(.connectionFailed, "there is no recorded answer left") }
        return response
    }
}
