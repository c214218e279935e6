import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Logging
import Outbox
import RemoteSources
import ServiceKit
import ServiceLifecycle

/// Sends commit statuses to the forges: in the order of each commit and context, and each remote source apart, so that one
/// that is slow or asks to wait holds up no other.
struct CommitStatusSender: Service {
    let statuses: CommitStatuses
    let repositories: ProjectRepositories
    let logger: Logger
    /// Returns when it is time to look for what has become due.
    var pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }
    private let lanes = StatusLanes()

    /// For how long a status is tried.
    static let patienceSeconds = 86_400.0
    private static let retentionSeconds = 30 * 86_400.0
    private static let longestBackoffSeconds = 600.0

    init(statuses: CommitStatuses, repositories: ProjectRepositories, logger: Logger) {
        self.statuses = statuses
        self.repositories = repositories
        self.logger = logger
    }

    private var queue: StatusQueue { statuses.queue }
    private var signal: StatusSignal { statuses.signal }
    private func now() -> Date { statuses.now() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await tick() }
                signal.notify()
                for await _ in signal.wakes {
                    do {
                        try await startDue(&group)
                    } catch {
                        logger.error("commit statuses can't be read", metadata: ["error": "\(error)"])
                    }
                }
                group.cancelAll()
            }
        }
    }

    private func tick() async {
        var count = 0
        while (try? await pause()) != nil {
            signal.notify()
            count += 1
            if count % 3600 == 0 { try? await queue.prune(before: now().addingTimeInterval(-Self.retentionSeconds)) }
        }
    }

    private func startDue(_ group: inout DiscardingTaskGroup) async throws {
        for source in try await queue.sources(due: now()) {
            for status in try await queue.due(source, at: now(), limit: StatusLanes.lookAhead)
            where lanes.enter(status) {
                group.addTask {
                    await attempt(status)
                    lanes.leave(status)
                    signal.notify()
                }
            }
        }
    }

    private func attempt(_ found: QueuedStatus) async {
        // It may have been sent, or replaced, since it was found.
        guard let status = try? await queue.find(found.id), status.outcome == .waiting, status.nextTime <= now()
        else { return }
        let began = now()
        let outcome = await send(status)
        // What the forge has taken is noted, also while this ends.
        let noting = Task { try await note(outcome, of: status, began: began) }
        do {
            try await noting.value
        } catch {
            logger.error("a commit status can't be noted", metadata: ["id": "\(status.id)", "error": "\(error)"])
        }
    }

    private func send(_ status: QueuedStatus) async -> AttemptResult {
        do {
            let project = try await repositories.forges.configStore.project(status.projectID)
            guard project.repository.remoteSourceID == status.remoteSourceID else {
                return .failed("projectMoved: the project is at another remote source now")
            }
            guard let state = CommitStatus.State(rawValue: status.state) else { return .failed("unknown state") }
            let report = CommitStatus(
                state: state, context: status.context, description: status.description,
                targetURL: status.targetURL.isEmpty ? nil : status.targetURL,
                ref: status.ref.isEmpty ? nil : status.ref)
            try await repositories.ask(project) { session, path throws(OperationError) in
                try await session.createCommitStatus(report, for: status.sha, in: path)
            }
            return .done
        } catch {
            return AttemptResult(error)
        }
    }

    /// - Parameter began: When it was tried: how long that took is not the status's fault.
    private func note(_ outcome: AttemptResult, of status: QueuedStatus, began: Date) async throws {
        switch outcome {
        case .done: try await queue.markSent(status.id, at: now())
        case .failed(let error): try await queue.markFailed(status.id, error: error, at: now())
        case .retry(let error, let after, let counts):
            guard began.timeIntervalSince(status.creationTime) < Self.patienceSeconds else {
                try await queue.markFailed(status.id, error: error, at: now())
                return
            }
            let wait = after ?? Self.backoff(attempts: status.attempts)
            try await queue.retry(status.id, error: error, at: began.addingTimeInterval(wait), counts: counts)
        }
    }

    /// 5 seconds, 10, 20 … up to ten minutes, and a fifth more or less so that not all come back at once.
    private static func backoff(attempts: Int) -> Double {
        min(5 * Double(1 << min(attempts, 10)), longestBackoffSeconds) * Double.random(in: 0.8...1.2)
    }
}
