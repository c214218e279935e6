import Foundation
import Gateway
import HTTPTransport
import RemoteSources
import Testing

@Suite("A sink for CloudEvents")
struct CloudEventsSinkTests {
    /// Answers every request in the same way, when that is not longer than the request lets it be.
    private struct Answering: HTTPTransport {
        let answer: Result<TransportResponse, TransportError>

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let response = try answer.get()
            guard response.body.count <= request.maxResponseBytes else {
                throw TransportError(.responseTooLarge, "the answer is too large")
            }
            return response
        }
    }

    private static let now = Date(timeIntervalSince1970: 784_111_777)

    private static func failure(_ answer: Result<TransportResponse, TransportError>) async throws -> SinkFailure? {
        let key = try #require(StandardWebhookKey("whsec_c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3"))
        let sink = CloudEventsSink(
            name: "ci", url: "https://ci.example.com", key: key, kinds: [.push],
            webURL: "https://sallyport.example.com", version: "test", transport: Answering(answer: answer),
            now: { now })
        let event = RemoteEvent(
            .push, deliveryID: "1", repository: .init(id: "1", path: "alice/hello"), sender: nil)
        do throws(SinkFailure) {
            try await sink.send(
                OutboundEvent(
                    deliveryID: "1", projectID: "2", projectPath: "org/acme/api", remoteSourceID: "3", event: event,
                    receivedTime: now))
            return nil
        } catch {
            return error
        }
    }

    private static func failure(_ status: Int, retryAfter: String? = nil) async throws -> SinkFailure? {
        try await failure(
            .success(
                TransportResponse(
                    status: status, headers: retryAfter.map { [TransportHeader("Retry-After", $0)] } ?? [])))
    }

    @Test("takes 2xx for a yes", arguments: [200, 202, 204, 299])
    func taken(_ status: Int) async throws {
        #expect(try await Self.failure(status) == nil)
    }

    @Test(
        "may send the event back, or a long page, but not without end",
        arguments: [(1_000_000, true), (2_000_000, false)])
    func answered(_ bytes: Int, isTaken: Bool) async throws {
        let response = TransportResponse(status: 200, body: [UInt8](repeating: 0, count: bytes))
        #expect((try await Self.failure(.success(response)) == nil) == isTaken)
    }

    @Test("parks what is not wanted, now or ever", arguments: [400, 410, 413, 415, 422])
    func refused(_ status: Int) async throws {
        #expect(
            try await Self.failure(status) == .refused(status: status, message: "the sink refused the event"))
    }

    @Test("tries everything else again", arguments: [301, 401, 403, 404, 405, 408, 409, 425, 429, 500, 502, 503, 504])
    func again(_ status: Int) async throws {
        #expect(
            try await Self.failure(status) == .retry(status: status, message: "the sink did not take the event"))
        let broken = try await Self.failure(.failure(TransportError(.connectionFailed, "no connection")))
        #expect(broken == .retry(message: "connectionFailed: no connection"))
    }

    @Test(
        "waits as long as it is asked to, an hour at the most",
        arguments: zip(
            ["7", "0", "-5", "99999999", "Sun, 06 Nov 1994 08:51:37 GMT", "Sun, 06 Nov 1994 08:00:00 GMT", "soon"],
            [7, 0, 0, 3_600, 120, 0, nil]))
    func retryAfter(_ text: String, _ seconds: Int?) async throws {
        guard case .retry(_, _, let after) = try await Self.failure(503, retryAfter: text) else {
            Issue.record("it was not tried again")
            return
        }
        #expect(after == seconds.map { .seconds($0) })
    }

    @Test("has a secret of the form that the specification wants, which nothing shows")
    func secret() throws {
        for wrong in ["", "whsec_", "whsec_czNjcmV0", "c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3", "whsec_!"] {
            #expect(StandardWebhookKey(wrong) == nil)
        }
        let key = try #require(StandardWebhookKey("whsec_c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3"))
        #expect("\(key) \(String(reflecting: key))" == "<secret> <secret>")
    }
}
