/// A genuine delivery as it came, to be kept.
package struct NewDelivery: Sendable {
    package var projectID: String
    /// The project's path at that moment.
    package var projectPath: String
    package var remoteSourceID: String
    /// The forge's id of it, the same when it is sent again; of the body's digest where the forge has none.
    package var forgeID: String
    /// The body's digest, where the same body never comes twice by right: its id may not be signed.
    package var digest: [UInt8]?
    /// Header fields as a JSON object, without secrets.
    package var headers: [UInt8]
    package var body: [UInt8]
    package var verdict: DeliveryVerdict
    /// Why it is ignored or can't be read; empty otherwise.
    package var reason: String
    /// What kind of event it is; nil without one.
    package var kind: String?
    /// The neutral event as JSON; empty without one.
    package var event: [UInt8]
    /// What the event is about: nobody has to read it for that then. It is not kept.
    package var head: EventHead?
    /// Whether it never came, and was found afterwards.
    package var recovered: Bool
    /// The names of the sinks that want it.
    package var sinks: [String]

    package init(
        projectID: String, projectPath: String, remoteSourceID: String, forgeID: String, digest: [UInt8]? = nil,
        headers: [UInt8], body: [UInt8], verdict: DeliveryVerdict, reason: String = "", kind: String? = nil,
        event: [UInt8] = [], recovered: Bool = false, sinks: [String] = []
    ) {
        self.projectID = projectID
        self.projectPath = projectPath
        self.remoteSourceID = remoteSourceID
        self.forgeID = forgeID
        self.digest = digest
        self.headers = headers
        self.body = body
        self.verdict = verdict
        self.reason = reason
        self.kind = kind
        self.event = event
        self.recovered = recovered
        self.sinks = sinks
    }

    /// What is in the content file, in this order.
    var pieces: [[UInt8]] { [event, headers, body] }

    /// What it takes in the files, nearly.
    var byteCount: Int {
        ContentFile.blocks(body.count + event.count + headers.count) * ContentFile.blockBytes + 2_048
    }
}

/// What became of a genuine delivery when it came.
package enum DeliveryVerdict: String, Sendable, Hashable, CaseIterable {
    /// It is an event.
    case accepted
    /// Nobody wants what it says.
    case ignored
    /// Its body is not what it should be.
    case unreadable
}

/// Where a delivery is, over all of its sinks or at one of them.
package enum DeliveryState: Int, Sendable, Hashable, CaseIterable {
    /// At least one sink has not taken it yet.
    case waiting = 0
    /// Every sink that wants it has taken it.
    case delivered = 1
    /// A sink refused it, or did not take it in time: it comes again only when somebody asks for that.
    case parked = 2
    /// No sink wants it.
    case kept = 3
}

/// What became of a delivery that was to be stored.
package enum StoredDelivery: Sendable, Hashable {
    /// It is stored, and durable.
    case stored(id: String)
    /// It came before.
    case known(id: String, verdict: DeliveryVerdict)

    package var id: String {
        switch self {
        case .stored(let id), .known(let id, _): id
        }
    }
}
