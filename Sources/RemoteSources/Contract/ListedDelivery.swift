/// One attempt to deliver something to a webhook, as the forge's own list has it.
public struct ListedDelivery: Sendable, Hashable {
    /// The forge's id of the attempt, by which the list is asked.
    public var id: String
    /// The delivery's id, as its event has it: the same for every attempt.
    public var deliveryID: String
    /// When it was sent, in seconds since 1970; nil where the forge doesn't say.
    public var time: Double?
    /// The status that the receiver answered with; nil when there was no answer.
    public var status: Int?
    /// What was sent, where the list has that; elsewhere each is asked for.
    public var request: WebhookDelivery?

    /// Creates an entry of a list.
    ///
    /// - Parameters:
    ///   - id: The forge's id of the attempt.
    ///   - deliveryID: The delivery's id, as its event has it.
    ///   - time: When it was sent, in seconds since 1970.
    ///   - status: What the receiver answered with.
    ///   - request: What was sent.
    public init(
        id: String, deliveryID: String, time: Double? = nil, status: Int? = nil, request: WebhookDelivery? = nil
    ) {
        self.id = id
        self.deliveryID = deliveryID
        self.time = time
        self.status = status
        self.request = request
    }

    /// Whether the receiver took it.
    public var isTaken: Bool { status.map { (200..<300).contains($0) } ?? false }
}
