import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Outbox
import RemoteSources
import ServiceKit

/// Finds what forges did not tell. What the forge itself lists as sent and not taken becomes an event, where it has such a
/// list; then the refs of the repository are compared with those that were seen last, and what changed without a delivery
/// becomes one.
struct CatchUp: Sendable {
    /// An event that was found.
    struct Recovered: Sendable {
        let kind: RemoteEvent.Kind
        /// What the event says of it; empty for nothing.
        let ref: String
        let before: String
        let after: String
        /// The delivery's id.
        let id: String

        init(_ event: RemoteEvent, id: String) {
            (kind, ref) = (event.kind, event.ref ?? "")
            (before, after, self.id) = (event.before ?? "", event.after ?? "", id)
        }
    }

    struct Outcome: Sendable {
        var recovered: [Recovered] = []
        /// What there is to say beside that; empty for nothing.
        var message = ""
        /// Whether there were more changes than are taken up at a time.
        var hasMore = false
    }

    let setUps: ProjectSetUps
    let manual: ManualRepositories
    let outbox: Outbox
    let sinks: [any EventSink]
    let sightings: RefSightings
    /// How often projects are looked at that have no interval of their own.
    let usualSeconds: Int

    private var configStore: ConfigStoreClient { setUps.configStore }
    /// How much earlier than the last look a delivery may have come that the look did not show.
    private static let overlapSeconds = 600.0

    /// Looks at a project's repository. Events are durable before what was seen is written down, so none is lost.
    ///
    /// - Throws: `ServiceError` 409 `refLookInProgress` while somebody else looks, and what the forge's failure means.
    func look(at project: Project) async throws -> Outcome {
        await writeSightings(of: project.id)
        let holder = OAuth2State.random()
        let watch = try await configStore.acquireRefLease(project.id, RefLeaseRequest(holder: holder))
        var update = UpdateRefWatchRequest(holder: holder, lookAfterSeconds: untilNextLook(project))
        do {
            let outcome = try await look(at: project, watch, &update)
            try await configStore.updateRefWatch(project.id, update)
            return outcome
        } catch {
            let failure = SetUpFailure(error)
            let failed = UpdateRefWatchRequest(
                holder: holder, deliveries: update.deliveries, failed: true, message: failure.message,
                lookAfterSeconds: SetUpPace.untilNextTry(after: watch.attempts + 1, failure))
            await ProjectSetUps.unlessCancelled {
                try? await configStore.updateRefWatch(project.id, failed)
            }
            throw error
        }
    }

    /// Writes down what deliveries have said of a project's refs.
    func writeSightings(of project: String) async {
        let changes = sightings.take(project)
        guard !changes.isEmpty else { return }
        try? await configStore.mergeRefs(project, MergeRefsRequest(changes: changes))
    }

    private func look(
        at project: Project, _ watch: RefWatch, _ update: inout UpdateRefWatchRequest
    ) async throws -> Outcome {
        let isManual = project.repository.configType == .manual
        let forge = isManual ? nil : try await setUps.forge(of: project)
        var missed = MissedDeliveries.Outcome()
        if let forge { missed = try await missedDeliveries(of: project, at: forge, watch) }
        update.deliveries = missed.seen
        var outcome = Outcome(recovered: missed.recovered, message: missed.message, hasMore: missed.hasMore)
        // What the list has still to tell is no news of the refs: they are looked at when it has told all.
        if missed.hasMore {
            (update.failed, update.lookAfterSeconds) = (true, 0)
            return outcome
        }
        let seen = try await refs(of: project, at: forge)
        if let shas = seen.shas {
            if let last = watch.refs {
                let changes = SeenRefs.changes(from: last, to: shas)
                let taken = Array(changes.prefix(SeenRefs.maxChanges))
                outcome.hasMore = taken.count < changes.count
                outcome.recovered += try await recover(taken, of: project, in: seen, watch, besides: missed.told)
                update.changes = taken
            } else {
                // Nothing is new at the first look.
                update.refs = shas
            }
        } else {
            update.forgets = true
            outcome.message = "there are too many branches and tags to compare: \(SeenRefs.maxRefs) at the most"
        }
        if outcome.hasMore { update.lookAfterSeconds = 0 }
        update.message = outcome.message.isEmpty ? nil : outcome.message
        return outcome
    }

    /// What the forge's own list has. When it does not give the list, the refs are looked at all the same.
    private func missedDeliveries(
        of project: Project, at forge: ProjectForge, _ watch: RefWatch
    ) async throws -> MissedDeliveries.Outcome {
        let credentials = try await configStore.projectCredentials(project.id)
        var missed = MissedDeliveries(
            project, at: forge, secrets: [credentials.webhookSecret, credentials.previousWebhookSecret], watch,
            outbox: outbox, sinks: sinks, now: setUps.now())
        guard missed.hasList else { return missed.outcome }
        do {
            try await missed.look()
            return missed.outcome
        } catch {
            var outcome = missed.outcome
            outcome.message = "the forge does not say what it has delivered: \(SetUpFailure(error).message)"
            return outcome
        }
    }

    private func refs(of project: Project, at forge: ProjectForge?) async throws -> SeenRefs {
        guard let forge else {
            let found = try await manual.refs(of: project)
            return SeenRefs(
                driver: ManualRepositories.driverType,
                repository: RemoteEvent.Repository(id: found.path, path: found.path), found.refs)
        }
        return SeenRefs(
            driver: forge.forge.source.type,
            repository: RemoteEvent.Repository(id: forge.repository.id, path: forge.repository.path),
            try await forge.refs())
    }

    /// Stores an event for each change that no delivery has told.
    ///
    /// - Parameter listed: What the forge's list has just told.
    private func recover(
        _ changes: [RefChange], of project: Project, in seen: SeenRefs, _ watch: RefWatch,
        besides listed: [RefChange]
    ) async throws -> [Recovered] {
        let changes = changes.filter { $0.before != RefChange.unknown }
        if changes.isEmpty { return [] }
        let told = try await told(of: project, since: watch.seenTime ?? watch.lookTime, besides: listed)
        var recovered: [Recovered] = []
        for change in changes where !told.contains(change) {
            let event = try RecoveredEvent(project, change, in: seen, generation: watch.generation)
            if case .stored(let id) = try await store(event) { recovered.append(Recovered(event.event, id: id)) }
        }
        return recovered
    }

    private func store(_ event: RecoveredEvent) async throws -> StoredDelivery {
        let delivery = event.delivery(for: sinks)
        do throws(OutboxError) {
            return try await outbox.store(delivery, deadline: RequestDeadline.current)
        } catch {
            throw ServiceError(error)
        }
    }

    private func told(
        of project: Project, since time: Date, besides listed: [RefChange]
    ) async throws -> ToldRefs {
        do throws(OutboxError) {
            let kept = try await outbox.events(
                of: project.id, since: time.addingTimeInterval(-Self.overlapSeconds),
                deadline: RequestDeadline.current)
            return ToldRefs(kept, listed: listed)
        } catch {
            throw ServiceError(error)
        }
    }

    private func untilNextLook(_ project: Project) -> Int {
        let seconds = project.pollIntervalSeconds > 0 ? project.pollIntervalSeconds : usualSeconds
        return Int.random(in: seconds * 9 / 10...seconds * 11 / 10)
    }
}
