import HTTPTypes
import Hummingbird
import ServiceKit

/// Lets a request wait until the store is as far as whoever asks has seen it: through another instance, a moment ago.
struct RevisionWaitMiddleware: RouterMiddleware {
    typealias Context = ServiceRequestContext

    let store: any DataStore
    /// Longer than an instance is ever behind that follows at all.
    private static let patience = Duration.seconds(5)

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let header = request.headers.value(of: .sallyportRevision) {
            guard let revision = Int(header), revision >= 0 else {
                throw ServiceError(
                    .invalid, code: "invalidRevision", "X-Sallyport-Revision is a number from an earlier answer")
            }
            if revision > store.revision { try await wait(for: revision, until: context.deadline) }
        }
        return try await next(request, context)
    }

    private func wait(for revision: Int, until deadline: ContinuousClock.Instant) async throws {
        do {
            try await RequestDeadline.$current.withValue(min(deadline, .now + Self.patience)) {
                try await store.wait(for: revision)
            }
        } catch StoreError.timedOut {
            throw ServiceError(
                .unavailable, code: "revisionNotReached",
                "this instance has not seen yet what another one has; try again", retryAfterSeconds: 1)
        }
    }
}
