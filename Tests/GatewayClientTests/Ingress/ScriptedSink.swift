import Foundation
import HTTPTransport
import RemoteSources
import Synchronization
import Testing

/// Somebody outside who takes CloudEvents, as a test tells it to.
final class ScriptedSink: HTTPTransport {
    static let secret = "whsec_c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3"

    /// One event as it came.
    struct Arrival: Sendable {
        let id: String
        let type: String
        let ref: String?
        let projectPath: String
        let source: String
        let message: String
        let status: Int
    }

    private struct Members: Decodable {
        struct Event: Decodable {
            struct Commit: Decodable { let message: String }
            let commits: [Commit]
        }

        let specversion, id, source, type, time, datacontenttype, projectpath: String
        let subject: String?
        let data: Event
    }

    /// What is answered to the event with this message; 204 unless told otherwise.
    private let answer: Mutex<@Sendable (_ message: String) -> TransportResponse>
    private let stream = AsyncStream<Arrival>.makeStream()
    private let time: @Sendable () -> Date

    init(
        now: @escaping @Sendable () -> Date = { Date() },
        answer: @escaping @Sendable (_ message: String) -> TransportResponse = { _ in TransportResponse(status: 204) }
    ) {
        time = now
        self.answer = Mutex(answer)
    }

    func answers(_ answer: @escaping @Sendable (_ message: String) -> TransportResponse) {
        self.answer.withLock { $0 = answer }
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
        let isGenuine = WebhookVerifier(schemes: [.standardWebhooks], secrets: [Self.secret])
            .accepts(headers: headers, body: request.body, now: time())
        #expect(isGenuine)
        #expect(headers["content-type"] == "application/cloudevents+json; charset=utf-8")
        guard let event = try? JSONDecoder().decode(Members.self, from: Data(request.body)) else {
            Issue.record("no CloudEvent: \(String(decoding: request.body, as: UTF8.self))")
            return TransportResponse(status: 400)
        }
        #expect(event.specversion == "1.0" && event.datacontenttype == "application/json")
        #expect(event.id == headers["webhook-id"])
        let message = event.data.commits.last?.message.trimmingCharacters(in: .newlines) ?? ""
        let response = answer.withLock { $0 }(message)
        stream.continuation.yield(
            Arrival(
                id: event.id, type: event.type, ref: event.subject, projectPath: event.projectpath,
                source: event.source, message: message, status: response.status))
        return response
    }

    /// Waits for the next attempts.
    func next(_ count: Int) async -> [Arrival] {
        var arrivals: [Arrival] = []
        guard count > 0 else { return [] }
        for await arrival in stream.stream {
            arrivals.append(arrival)
            if arrivals.count == count { break }
        }
        return arrivals
    }
}
