import ConfigStoreClient
import Foundation
import ServiceKit

/// What came of trying something that is tried again when that may help.
enum AttemptResult: Sendable, Hashable {
    case done
    /// It would fail again.
    case failed(String)
    /// - Parameters:
    ///   - after: How many seconds the forge wants to be left alone; nil when it doesn't say.
    ///   - counts: Whether it was tried at all.
    case retry(String, after: Double?, counts: Bool)

    init(_ error: any Error) {
        switch error {
        case let error as ServiceError: self.init(error)
        case let error as ConfigStoreClientError: self.init(ServiceError(error))
        default: self = .retry("something went wrong inside", after: nil, counts: true)
        }
    }

    private init(_ error: ServiceError) {
        let text = "\(error.code): \(error.message)"
        switch error.code {
        case "forgeRateLimited":
            self = .retry(text, after: error.retryAfterSeconds.map(Double.init), counts: false)
        // Somebody may sign in again, or give a new token; a forge says 409 when two statuses meet; a driver may come back.
        case "linkedAccountNeedsLogin", "connectionNeedsToken", "conflictAtForge", "movedAtForge", "driverMissing":
            self = .retry(text, after: nil, counts: true)
        case "forgeRefused", "driverFailed": self = .failed(text)
        default:
            switch error.kind {
            case .badGateway, .unavailable, .timedOut, .tooManyRequests: self = .retry(text, after: nil, counts: true)
            default: self = .failed(text)
            }
        }
    }
}
