import ConfigStoreAPI
import Foundation
import Outbox
import RemoteSources
import ServiceKit

/// Takes commit statuses for the forges of projects.
struct CommitStatuses: Sendable {
    let queue: StatusQueue
    let signal: StatusSignal
    let identifiers: IdentifierGenerator
    let now: @Sendable () -> Date

    /// Takes a status: it is durable when this returns, and on its way.
    ///
    /// - Throws: `ServiceError` 400 `notSupported` for a project without a forge, 503 `tooManyStatuses`.
    func add(_ request: CommitStatusRequest, to project: Project) async throws -> QueuedStatus {
        guard project.repository.configType == .remoteSource else {
            throw ServiceError(.invalid, code: "notSupported", "this project's repository has no forge")
        }
        let status = QueuedStatus(
            id: identifiers.next(), projectID: project.id, remoteSourceID: project.repository.remoteSourceID,
            sha: request.sha, context: request.context, state: request.state.rawValue,
            description: request.description, targetURL: request.targetURL, ref: request.ref, creationTime: now())
        do {
            try await queue.add(status)
        } catch OutboxError.full {
            throw ServiceError(
                .unavailable, code: "tooManyStatuses", "too many commit statuses are waiting for their forges",
                retryAfterSeconds: 60)
        }
        signal.notify()
        return status
    }
}
