/// A forge's delivery, as it is kept.
public struct Delivery: Codable, Sendable, Hashable {
    /// The id that sinks get too.
    public var id: String
    /// ISO 8601, UTC, with milliseconds.
    public var receivedTime: String
    /// What happened, such as `push`; nil when it has no event.
    public var kind: String?
    /// `accepted`, `ignored` or `unreadable`.
    public var verdict: String
    /// Why it is ignored or can't be read.
    public var reason: String
    /// `waiting`, `delivered`, `parked`, or `kept` when no sink wants it.
    public var state: String
    /// The forge's own id of it.
    public var forgeDeliveryID: String
    public var remoteSourceID: String
    /// Whether it never came, and was found afterwards.
    public var recovered: Bool
    /// How many bytes its body has.
    public var bodyBytes: Int

    enum CodingKeys: String, CodingKey {
        case id, kind, verdict, reason, state, recovered
        case receivedTime = "received_time"
        case forgeDeliveryID = "forge_delivery_id"
        case remoteSourceID = "remote_source_id"
        case bodyBytes = "body_bytes"
    }
}

/// A delivery with everything that is kept of it.
public struct DeliveryDetails: Codable, Sendable, Hashable {
    /// How far it is at one sink.
    public struct Sink: Codable, Sendable, Hashable {
        public var name: String
        /// `waiting`, `delivered` or `parked`.
        public var state: String
        /// How often it was tried.
        public var attemptCount: Int
        /// The last attempts, oldest first.
        public var attempts: [Attempt]

        enum CodingKeys: String, CodingKey {
            case name, state, attempts
            case attemptCount = "attempt_count"
        }
    }

    /// One attempt.
    public struct Attempt: Codable, Sendable, Hashable {
        /// ISO 8601, UTC, with milliseconds.
        public var time: String
        public var durationMilliseconds: Int
        /// The status that came back; nil when it was taken, or nothing came back.
        public var status: Int?
        /// Why it failed; nil when it did not.
        public var error: String?

        enum CodingKeys: String, CodingKey {
            case time, status, error
            case durationMilliseconds = "duration_milliseconds"
        }
    }

    public var delivery: Delivery
    /// Names in lower case; what is secret is redacted.
    public var headers: [String: String]
    /// The first MiB of the body.
    public var body: String
    /// Whether the body is longer.
    public var bodyTruncated: Bool
    /// What happened, in words that are the same for all forges; nil when it has no event.
    public var event: JSONObject?
    public var sinks: [Sink]

    enum CodingKeys: String, CodingKey {
        case headers, body, event, sinks
        case bodyTruncated = "body_truncated"
    }

    /// Reads one object that has the fields of the delivery and the others.
    ///
    /// - Parameter decoder: Where it is.
    public init(from decoder: any Decoder) throws {
        delivery = try Delivery(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        headers = try fields.decode([String: String].self, forKey: .headers)
        body = try fields.decode(String.self, forKey: .body)
        bodyTruncated = try fields.decode(Bool.self, forKey: .bodyTruncated)
        event = try fields.decodeIfPresent(JSONObject.self, forKey: .event)
        sinks = try fields.decode([Sink].self, forKey: .sinks)
    }

    /// Writes one object with the fields of the delivery and the others.
    ///
    /// - Parameter encoder: Where it goes.
    public func encode(to encoder: any Encoder) throws {
        try delivery.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(headers, forKey: .headers)
        try fields.encode(body, forKey: .body)
        try fields.encode(bodyTruncated, forKey: .bodyTruncated)
        try fields.encodeIfPresent(event, forKey: .event)
        try fields.encode(sinks, forKey: .sinks)
    }
}

/// Which deliveries are wanted; what is nil does not matter.
public struct DeliveryFilter: Sendable, Hashable {
    /// What happened, such as `push`.
    public var kind: String?
    /// `accepted`, `ignored` or `unreadable`.
    public var verdict: String?
    /// `waiting`, `delivered`, `parked` or `kept`.
    public var state: String?

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - kind: What happened.
    ///   - verdict: What became of it when it came.
    ///   - state: Where it is.
    public init(kind: String? = nil, verdict: String? = nil, state: String? = nil) {
        self.kind = kind
        self.verdict = verdict
        self.state = state
    }

    var query: [(String, String)] {
        [("kind", kind), ("verdict", verdict), ("state", state)].compactMap { name, value in value.map { (name, $0) } }
    }
}

/// What was refused at a project's address, since the gateway started.
public struct RefusedDeliveries: Codable, Sendable, Hashable {
    /// One of them.
    public struct Entry: Codable, Sendable, Hashable {
        /// ISO 8601, UTC, with milliseconds.
        public var time: String
        /// `notGenuine`, `otherRepository` or `tooLarge`.
        public var reason: String
    }

    /// How many there were.
    public var count: Int
    /// The last ten, newest first.
    public var last: [Entry]
}
