import HTTPTransport
import Logging

/// Sends deliveries, one after the other and each once; none is tried again, as at a real forge.
struct ForgeDeliveryQueue: Sendable {
    /// How many deliveries wait at the most; further ones are dropped.
    static let capacity = 1_000
    /// How long a receiver may take, and how much of its answer is read.
    private static let timeout = Duration.seconds(5)
    private static let maxAnswerBytes = 64 * 1024

    let deliveries: AsyncStream<ForgeDelivery>
    let transport: any HTTPTransport
    let state: ForgeState
    let logger: Logger

    /// Sends until the task is cancelled.
    func run() async {
        for await delivery in deliveries {
            let request = TransportRequest(
                method: "POST", url: delivery.url, headers: delivery.headers, body: delivery.body,
                deadline: .now + Self.timeout, maxResponseBytes: Self.maxAnswerBytes)
            do throws(TransportError) {
                let response = try await transport.send(request)
                state.withData { $0.sent(delivery, status: response.status) }
                logger.debug("delivered", metadata: ["status": .stringConvertible(response.status)])
            } catch {
                state.withData { $0.sent(delivery, status: nil) }
                logger.info("a delivery failed", metadata: ["error": .string(error.description)])
            }
        }
    }
}
