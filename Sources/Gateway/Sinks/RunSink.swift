import ConfigStoreAPI
import ConfigStoreClient
import Outbox
import RemoteSources
import RunServiceClient
import ServiceKit

/// Makes a run of each event that brings commits.
struct RunSink: EventSink {
    let name: String
    /// What it is told of.
    let kinds: Set<RemoteEvent.Kind>
    let creation: RunCreation
    /// Keeps the runs whose states are reported to the forge.
    let statuses: CommitStatuses?

    /// The kinds of events that runs are made of.
    static let knownKinds: Set<RemoteEvent.Kind> = [.push, .tag, .pullRequest]

    init(_ settings: RunSinkSettings, creation: RunCreation, statuses: CommitStatuses?) {
        name = settings.name
        kinds = settings.kinds
        self.creation = creation
        self.statuses = statuses
    }

    func accepts(_ kind: RemoteEvent.Kind) -> Bool {
        kinds.contains(kind) && Self.knownKinds.contains(kind)
    }

    func send(_ event: OutboundEvent) async throws(SinkFailure) {
        guard let happened = event.event else { throw .refused(status: nil, message: "the event can't be read again") }
        guard var source = RunSource(happened) else { return }
        source.deliveryID = event.deliveryID
        do {
            let project = try await creation.configStore.project(event.projectID)
            // The same event may come again.
            let known = try await creation.find(source, in: project)
            let run: Run
            if let known { run = known } else { run = try await creation.create(source, in: project).run }
            guard let statuses else { return }
            try await statuses.queue.follow(
                FollowedRun(id: run.id, projectID: project.id, creationTime: statuses.now()))
        } catch {
            throw SinkFailure(AttemptResult(error), error)
        }
    }
}

extension SinkFailure {
    fileprivate init(_ result: AttemptResult, _ error: any Error) {
        let status = (error as? ServiceError)?.kind.rawValue ?? (error as? ConfigStoreClientError)?.status
        switch result {
        case .failed(let message): self = .refused(status: status, message: message)
        case .retry(let message, let after, _):
            self = .retry(status: status, message: message, after: after.map { .seconds($0) })
        case .done: self = .refused(status: status, message: "it was done")
        }
    }
}
