/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
    /// At most 100 items.
    public var items: [Item]
    /// Where the list goes on; nil at its end.
    public var nextCursor: String?

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - items: The items.
    ///   - nextCursor: Where the list goes on.
    public init(items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }
}

/// Items of all pages, asked for one page at a time as they are read.
public struct Items<Item: Sendable>: AsyncSequence, Sendable {
    /// Why reading ends early.
    public typealias Failure = GatewayClientError

    let page: @Sendable (String?) async throws(GatewayClientError) -> Page<Item>

    /// Reads the items.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let page: @Sendable (String?) async throws(GatewayClientError) -> Page<Item>
        private var items: [Item] = []
        private var index = 0
        private var cursor: String?
        private var isAtEnd = false

        init(page: @escaping @Sendable (String?) async throws(GatewayClientError) -> Page<Item>) {
            self.page = page
        }

        /// The next item; nil at the end.
        ///
        /// - Throws: `GatewayClientError` when a page can't be had.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(GatewayClientError) -> Item? {
            while index == items.count {
                if isAtEnd { return nil }
                let next = try await page(cursor)
                isAtEnd = next.nextCursor == nil
                if let cursor, next.nextCursor == cursor {
                    // It would never end, and what is missing can't be known.
                    isAtEnd = true
                    throw .init(
                        status: 502, code: "gatewayBadAnswer",
                        message: "the gateway's list does not go on: its cursor stays")
                }
                (items, index, cursor) = (next.items, 0, next.nextCursor)
            }
            defer { index += 1 }
            return items[index]
        }
    }

    /// Starts from the beginning.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(page: page) }
}
