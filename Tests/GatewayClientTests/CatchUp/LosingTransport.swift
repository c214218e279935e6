import HTTPTransport

/// Loses requests on their way.
struct LosingTransport: HTTPTransport {
    let transport: any HTTPTransport
    let loses: @Sendable (TransportRequest) -> Bool

    init(_ transport: any HTTPTransport, _ loses: @escaping @Sendable (TransportRequest) -> Bool) {
        (self.transport, self.loses) = (transport, loses)
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        if loses(request) { return TransportResponse(status: 503) }
        return try await transport.send(request)
    }
}
