/// One page of a list.
public struct List<Item: Codable & Sendable>: Codable, Sendable {
    public var items: [Item]
    /// Where the list goes on; nil at its end. Sent as the `Sallyport-Cursor` header.
    public var nextCursor: String?

    public init(items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }
}
