import HTTPTransport

/// Does something after each request, before its answer goes back.
struct FollowedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let then: @Sendable (TransportRequest) async -> Void

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let response = try await transport.send(request)
        await then(request)
        return response
    }
}
