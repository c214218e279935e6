/// Wakes whoever sends commit statuses.
final class StatusSignal: Sendable {
    /// For one listener.
    let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func notify() {
        continuation.yield()
    }
}
