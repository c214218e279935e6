import ConfigStoreClient
import HTTPTransport

/// Sends along the newest revision that any answer had.
struct SharedRevisionTransport: HTTPTransport {
    let base: any HTTPTransport
    let seen: SeenRevision

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        var request = request
        request.headers.append(TransportHeader(SeenRevision.headerName, String(seen.revision)))
        let response = try await base.send(request)
        if let revision = response.headers.first(named: SeenRevision.headerName).flatMap({ Int($0) }) {
            seen.note(revision)
        }
        return response
    }
}
