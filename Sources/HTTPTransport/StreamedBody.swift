/// The body of a 2xx answer, piece by piece as it comes.
///
/// Whoever goes through it slower than it comes holds the sender up: some hundred kilobytes wait at the most. It can be gone
/// through once. The transfer ends with `close()`, with the task that waits for the next piece, and when nobody has the body
/// any more.
public struct StreamedBody<Failure: Error>: AsyncSequence, Sendable {
    /// A piece, which is not empty.
    public typealias Element = [UInt8]

    private let transfer: StreamedTransfer
    private let failure: @Sendable (TransportError) -> Failure

    /// Sends a request, and returns once a 2xx answer to it has begun.
    ///
    /// - Parameters:
    ///   - request: Whose deadline is that of the whole body.
    ///   - transport: What performs it.
    ///   - time: Within which the answer has to begin.
    ///   - refusal: What any other answer means.
    ///   - failure: What no answer means, or one that breaks off.
    package init(
        _ request: TransportRequest, over transport: any HTTPTransport, beginningWithin time: Duration,
        refusal: (TransportResponse) -> Failure, failure: @escaping @Sendable (TransportError) -> Failure
    ) async throws(Failure) {
        transfer = StreamedTransfer(request, over: transport)
        self.failure = failure
        let refused: TransportResponse?
        do throws(TransportError) {
            refused = try await transfer.begin(within: time)
        } catch {
            throw failure(error)
        }
        if let refused { throw refusal(refused) }
    }

    /// Ends the transfer: whoever waits for the next piece hears that it was cancelled.
    public func close() { transfer.close() }

    /// Goes on where the one before stopped.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(transfer: transfer, failure: failure) }

    /// Takes the pieces.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let transfer: StreamedTransfer
        let failure: @Sendable (TransportError) -> Failure

        /// The next piece; nil at the end.
        ///
        /// - Throws: When the answer breaks off, or the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(Failure) -> [UInt8]? {
            do throws(TransportError) {
                return try await transfer.next()
            } catch {
                throw failure(error)
            }
        }
    }
}
