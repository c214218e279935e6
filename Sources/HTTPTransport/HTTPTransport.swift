/// Something that performs HTTP requests: libcurl, another service in the same process, or a test.
public protocol HTTPTransport: Sendable {
    /// Performs one request and reads its whole answer.
    ///
    /// Any status is an answer, not an error. Cancelling the task stops the transfer.
    ///
    /// - Parameter request: What to send, and within which limits.
    /// - Returns: The response, whose body is no longer than `request.maxResponseBytes`.
    /// - Throws: A `TransportError` when there was no complete answer.
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}
