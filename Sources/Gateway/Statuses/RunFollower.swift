import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Logging
import Outbox
import RemoteSources
import RunServiceClient
import ServiceKit
import ServiceLifecycle

/// Reports how runs go, as commit statuses: it looks at each run again and again until the run is finished.
struct RunFollower: Service {
    let runs: Runs
    let statuses: CommitStatuses
    let configStore: ConfigStoreClient
    let webURL: String
    let logger: Logger
    /// Returns when it is time to look again.
    var pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }

    /// How many runs are looked at, one after the other, before the time is looked at again.
    private static let batch = 50
    private static let intervalSeconds = 5.0
    /// A run that takes long is looked at less often.
    private static let longIntervalSeconds = 60.0
    private static let longAfterSeconds = 3_600.0
    private static let patienceSeconds = 7 * 86_400.0

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await pause()) != nil {
                do {
                    for followed in try await statuses.queue.followedRuns(due: statuses.now(), limit: Self.batch) {
                        try await look(at: followed)
                    }
                } catch {
                    logger.warning("runs can't be followed now", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func look(at followed: FollowedRun) async throws {
        let age = statuses.now().timeIntervalSince(followed.creationTime)
        guard age < Self.patienceSeconds else { return try await statuses.queue.unfollow(followed.id) }
        var state = followed.reported
        do {
            let project = try await configStore.project(followed.projectID)
            let run = try await runs.run(followed.id, of: project).run
            if let now = run.commitState {
                if now.rawValue != state { try await report(run, now, in: project) }
                state = now.rawValue
            }
            if run.phase.isFinished { return try await statuses.queue.unfollow(followed.id) }
        } catch let error as ConfigStoreClientError where error.status == 404 {
            return try await statuses.queue.unfollow(followed.id)
        } catch let error as ServiceError where error.kind == .notFound || error.code == "notSupported" {
            return try await statuses.queue.unfollow(followed.id)
        } catch let error as ServiceError {
            logger.info("a run can't be looked at", metadata: ["run": "\(followed.id)", "code": "\(error.code)"])
        }
        let interval = age < Self.longAfterSeconds ? Self.intervalSeconds : Self.longIntervalSeconds
        try await statuses.queue.markReported(
            followed.id, state, nextTime: statuses.now().addingTimeInterval(interval))
    }

    private func report(_ run: Run, _ state: CommitStatus.State, in project: Project) async throws {
        guard let sha = run.annotations["commit_sha"] else { return }
        let page = "\(webURL)/run?projectref=\(Self.escaped(project.path))&runid=\(Self.escaped(run.id))"
        _ = try await statuses.add(
            CommitStatusRequest(
                sha: sha, state: state, context: "sallyport/\(project.name)/\(run.name)",
                description: "The run \(run.stateText)", targetURL: page,
                ref: run.annotations["branch"] ?? run.annotations["tag"] ?? ""),
            to: project)
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? ""
    }
}

extension Run {
    /// What a commit is told; nil while there is nothing to say.
    fileprivate var commitState: CommitStatus.State? {
        switch phase {
        case .setupError, .cancelled: .error
        case .running: .running
        case .finished: result == .success ? .success : .failure
        default: nil
        }
    }

    fileprivate var stateText: String {
        switch phase {
        case .setupError: "can't be set up"
        case .cancelled: "was cancelled"
        case .running: "is running"
        default: result == .success ? "succeeded" : result == .stopped ? "was stopped" : "failed"
        }
    }
}
