package import Foundation
package import HTTPTransport
package import RemoteSources

/// Sends events as CloudEvents over HTTP, in structured JSON, signed as in the Standard Webhooks specification.
package struct CloudEventsSink: EventSink {
    package let name: String
    private let url: String
    private let key: StandardWebhookKey
    private let kinds: Set<RemoteEvent.Kind>
    private let webURL: String
    private let version: String
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Date

    private static let timeout: Duration = .seconds(10)
    /// Nobody reads the answer's body. One that is too long is no answer, so there is room for a sink that sends the event
    /// back, and for a long page about an error.
    private static let moreAnswerBytes = 1024 * 1024
    /// What says that this event is not wanted, now or ever; every other refusal may be about where it was sent to.
    private static let finalRefusals: Set = [400, 410, 413, 415, 422]

    /// - Parameters:
    ///   - name: The sink's name.
    ///   - url: Where events go.
    ///   - key: What signs them.
    ///   - kinds: Those that it wants.
    ///   - webURL: Where people reach the gateway, which events name as their source.
    ///   - version: The product's version.
    ///   - transport: What reaches the sink.
    ///   - now: The clock.
    package init(
        name: String, url: String, key: StandardWebhookKey, kinds: Set<RemoteEvent.Kind>, webURL: String,
        version: String, transport: any HTTPTransport, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.name = name
        self.url = url
        self.key = key
        self.kinds = kinds
        self.webURL = webURL
        self.version = version
        self.transport = transport
        self.now = now
    }

    /// What a sink gets that does not say what it wants: everything but what forges try deliveries with.
    package static let usualKinds = Set(RemoteEvent.Kind.allCases).subtracting([.ping])

    package func accepts(_ kind: RemoteEvent.Kind) -> Bool { kinds.contains(kind) }

    package func send(_ event: OutboundEvent) async throws(SinkFailure) {
        let response: TransportResponse
        do throws(TransportError) {
            response = try await transport.send(request(event))
        } catch {
            throw .retry(message: error.description)
        }
        switch response.status {
        case 200..<300: return
        case let status where Self.finalRefusals.contains(status):
            throw .refused(status: status, message: "the sink refused the event")
        case let status:
            throw .retry(
                status: status, message: "the sink did not take the event",
                after: response.headers.first(named: "Retry-After").flatMap(retryAfter))
        }
    }

    private func request(_ event: OutboundEvent) -> TransportRequest {
        let body = CloudEvent(event: event, webURL: webURL).json
        let timestamp = Int(now().timeIntervalSince1970)
        let signature = key.signature(id: event.deliveryID, timestamp: timestamp, body: body)
        return TransportRequest(
            method: "POST", url: url,
            headers: [
                TransportHeader("Content-Type", "application/cloudevents+json; charset=utf-8"),
                TransportHeader("User-Agent", "sallyport/\(version)"),
                TransportHeader("webhook-id", event.deliveryID),
                TransportHeader("webhook-timestamp", String(timestamp)),
                TransportHeader("webhook-signature", signature, isSensitive: true),
            ],
            body: body, deadline: .now + Self.timeout, maxResponseBytes: body.count + Self.moreAnswerBytes)
    }

    /// Seconds or a date, an hour at the most.
    private func retryAfter(_ text: String) -> Duration? {
        let seconds =
            Double(text) ?? HTTPDate.secondsSince1970(text).map { $0 - now().timeIntervalSince1970 }
        return seconds.map { .seconds(max(0, min($0, 3_600))) }
    }
}
