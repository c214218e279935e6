import ConfigStoreAPI
import Foundation
import HTTPTypes
import Hummingbird
import Outbox
import ServiceKit

extension GatewayRouter {
    func addCommitStatuses(to api: GatewayRoutes) {
        api.on(.createCommitStatus) { request, context in
            let statuses = try commitStatuses()
            let body = try await request.decodeJSON(CommitStatusRequestBody.self, context: context)
            let taken = try await statuses.add(CommitStatusRequest(body), to: project(context))
            return try answer(CommitStatusBody(taken), status: .accepted)
        }
        api.on(.listCommitStatuses) { request, context in
            let statuses = try commitStatuses()
            let project = try project(context)
            let page = try PageRequest(
                request, list: "statuses", filter: project.id, ascending: false, key: keys.cursors)
            let found = try await statuses.queue.page(
                of: project.id, after: page.after, limit: page.limit, ascending: page.ascending)
            var cursor: String?
            if found.count == page.limit, let last = found.last {
                cursor = Cursor(list: "statuses", after: last.id, ascending: page.ascending, filter: project.id)
                    .sealed(with: keys.cursors)
            }
            return try answer(
                found.map(CommitStatusBody.init),
                headers: .page(of: request, cursor: cursor, baseURL: configuration.webURL))
        }
    }

    private func commitStatuses() throws -> CommitStatuses {
        guard let statuses else {
            throw ServiceError(.notFound, code: "statusesMissing", "this gateway sends no commit statuses")
        }
        return statuses
    }
}

struct CommitStatusRequestBody: Decodable {
    let sha: String?
    let state: String?
    let context: String?
    let description: String?
    let target_url: String?
    let ref: String?
}

struct CommitStatusBody: Encodable {
    let id: String
    let sha: String
    let state: String
    let context: String
    let description: String
    let target_url: String
    let ref: String
    /// `waiting`, `sent`, `failed` or `replaced`.
    let outcome: String
    let attempts: Int
    let error: String
    let creation_time: String
    let next_attempt_time: String?
    let finish_time: String?

    init(_ status: QueuedStatus) {
        id = status.id
        sha = status.sha
        state = status.state
        context = status.context
        description = status.description
        target_url = status.targetURL
        ref = status.ref
        outcome = status.outcome.rawValue
        attempts = status.attempts
        error = status.error
        creation_time = Self.text(status.creationTime)
        next_attempt_time = status.outcome == .waiting ? Self.text(status.nextTime) : nil
        finish_time = status.finishTime.map(Self.text)
    }

    private static func text(_ time: Date) -> String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
