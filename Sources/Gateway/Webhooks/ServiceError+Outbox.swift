import Outbox
import ServiceKit

extension ServiceError {
    /// What the outbox's refusal means to the one who asked.
    init(_ error: OutboxError) {
        switch error {
        case .full:
            self.init(
                .unavailable, code: "outboxFull", "there is no room until more is delivered; send it again later",
                retryAfterSeconds: 60)
        case .unknownDelivery:
            self.init(.notFound, code: "deliveryDoesNotExist", "the project has no such delivery")
        case .stillWaiting:
            self.init(.conflict, code: "deliveryInProgress", "the delivery waits for this sink already")
        case .nothingToSend:
            self.init(.conflict, code: "nothingToDeliver", "there is no event in it that a sink wants")
        case .timedOut: self.init(.timedOut, code: "timedOut", "the deadline passed")
        case .cancelled, .unavailable, .unusable, .closed:
            self.init(
                .unavailable, code: "outboxUnavailable", "deliveries can't be kept or read now; try again",
                retryAfterSeconds: 5)
        }
    }
}
