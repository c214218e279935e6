import Foundation
import HTTPTransport
import Synchronization

/// Brings deliveries to a gateway, but for those of pull requests.
final class LossyReceiver: HTTPTransport {
    let gateway = Mutex<(any HTTPTransport)?>(nil)
    let dropped = Mutex(0)

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let names = ["x-github-event", "x-gitlab-event"]
        let event = request.headers.first { names.contains($0.name.lowercased()) }?.value ?? ""
        guard let transport = gateway.withLock({ $0 }), !["pull_request", "Merge Request Hook"].contains(event) else {
            dropped.withLock { $0 += 1 }
            return TransportResponse(status: 502)
        }
        return try await transport.send(request)
    }
}
