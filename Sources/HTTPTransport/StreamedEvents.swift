/// Server-sent events as they come, each with one value in its data.
///
/// It can be gone through once, and holds the sender up as `StreamedBody` does.
public struct StreamedEvents<Event: Sendable, Failure: Error>: AsyncSequence, Sendable {
    /// An event.
    public typealias Element = Event

    private let body: StreamedBody<Failure>
    private let read: @Sendable ([UInt8]) throws(Failure) -> Event
    private let unreadable: Failure

    /// - Parameters:
    ///   - body: What comes.
    ///   - unreadable: What a line is that is longer than 64 KiB.
    ///   - read: Reads a line of data.
    package init(
        _ body: StreamedBody<Failure>, unreadable: Failure,
        read: @escaping @Sendable ([UInt8]) throws(Failure) -> Event
    ) {
        self.body = body
        self.unreadable = unreadable
        self.read = read
    }

    /// Ends the transfer: whoever waits for the next event hears that it was cancelled.
    public func close() { body.close() }

    /// Goes on where the one before stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: body.makeAsyncIterator(), read: read, unreadable: unreadable)
    }

    /// Takes the events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: StreamedBody<Failure>.AsyncIterator
        let read: @Sendable ([UInt8]) throws(Failure) -> Event
        let unreadable: Failure
        var lines = EventLines()

        /// The next event; nil at the end.
        ///
        /// - Throws: When one can't be read, when the answer breaks off, or when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(Failure) -> Event? {
            while true {
                if let data = lines.next() { return try read(data) }
                if lines.isTooLong { throw unreadable }
                guard let piece = try await pieces.next(isolation: actor) else { return nil }
                lines.add(piece)
            }
        }
    }
}
