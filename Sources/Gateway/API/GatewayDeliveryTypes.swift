import Foundation
import Outbox
import RemoteSources

// Bodies of deliveries.

struct DeliveryBody: Encodable {
    let id: String
    let received_time: String
    let kind: String?
    let verdict: String
    let reason: String
    let state: String
    let forge_delivery_id: String
    let remote_source_id: String
    let recovered: Bool
    let body_bytes: Int

    init(_ delivery: Delivery) {
        id = delivery.id
        received_time = delivery.receivedTime.inAnswers
        kind = delivery.kind
        verdict = delivery.verdict.rawValue
        reason = delivery.reason
        state = delivery.state.word
        forge_delivery_id = delivery.forgeID
        remote_source_id = delivery.remoteSourceID
        recovered = delivery.recovered
        body_bytes = delivery.bodyByteCount
    }
}

struct DeliveryDetailsBody: Encodable {
    struct Sink: Encodable {
        let name: String
        let state: String
        let attempt_count: Int
        let attempts: [Attempt]
    }

    struct Attempt: Encodable {
        let time: String
        let duration_milliseconds: Int
        let status: Int?
        let error: String?
    }

    let delivery: DeliveryBody
    let headers: [String: String]
    let body: String
    let body_truncated: Bool
    let event: RemoteEvent?
    let sinks: [Sink]

    init(_ details: DeliveryDetails) {
        delivery = DeliveryBody(details.delivery)
        headers = details.headers
        body = String(decoding: details.body, as: UTF8.self)
        body_truncated = details.body.count < details.delivery.bodyByteCount
        event = try? JSONDecoder().decode(RemoteEvent.self, from: Data(details.event))
        sinks = details.sinks.map { sink in
            Sink(
                name: sink.sink, state: sink.state.word, attempt_count: sink.attemptCount,
                attempts: sink.attempts.map { attempt in
                    Attempt(
                        time: attempt.time.inAnswers, duration_milliseconds: attempt.durationMilliseconds,
                        status: attempt.status, error: attempt.failure)
                })
        }
    }

    private enum CodingKeys: String, CodingKey {
        case headers, body, body_truncated, event, sinks
    }

    /// One object with the fields of the delivery and these.
    func encode(to encoder: any Encoder) throws {
        try delivery.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(headers, forKey: .headers)
        try fields.encode(body, forKey: .body)
        try fields.encode(body_truncated, forKey: .body_truncated)
        try fields.encodeIfPresent(event, forKey: .event)
        try fields.encode(sinks, forKey: .sinks)
    }
}

struct RedeliveryRequestBody: Decodable {
    let sink: String?
}

struct RefusedDeliveriesBody: Encodable {
    struct Entry: Encodable {
        let time: String
        let reason: String
    }

    let count: Int
    let last: [Entry]

    init(_ record: RefusedDeliveries.Record) {
        count = record.count
        last = record.last.map { Entry(time: $0.time.inAnswers, reason: $0.refusal.rawValue) }
    }
}

extension DeliveryState {
    /// As the API calls it.
    var word: String {
        switch self {
        case .waiting: "waiting"
        case .delivered: "delivered"
        case .parked: "parked"
        case .kept: "kept"
        }
    }

    init?(word: String) {
        guard let state = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = state
    }
}

extension Date {
    fileprivate var inAnswers: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
