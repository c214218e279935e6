import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Outbox
import RemoteSources
import ServiceKit

/// Finds what forges did not tell: the refs of a project's repository are compared with those that were seen last, and what
/// changed without a delivery becomes an event.
struct CatchUp: Sendable {
    /// An event that was found.
    struct Recovered: Sendable {
        let change: RefChange
        /// The delivery's id.
        let id: String
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
        do {
            return try await look(at: project, watch, holder)
        } catch {
            let failure = SetUpFailure(error)
            await ProjectSetUps.unlessCancelled {
                try? await configStore.updateRefWatch(
                    project.id,
                    UpdateRefWatchRequest(
                        holder: holder, failed: true, message: failure.message,
                        lookAfterSeconds: SetUpPace.untilNextTry(after: watch.attempts + 1, failure)))
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

    private func look(at project: Project, _ watch: RefWatch, _ holder: String) async throws -> Outcome {
        let seen = try await refs(of: project)
        var update = UpdateRefWatchRequest(holder: holder, lookAfterSeconds: untilNextLook(project))
        var outcome = Outcome()
        if let shas = seen.shas {
            if let last = watch.refs {
                let changes = SeenRefs.changes(from: last, to: shas)
                let taken = Array(changes.prefix(SeenRefs.maxChanges))
                outcome.hasMore = taken.count < changes.count
                outcome.recovered = try await recover(taken, of: project, in: seen, watch)
                update.changes = taken
                if outcome.hasMore { update.lookAfterSeconds = 0 }
            } else {
                // Nothing is new at the first look.
                update.refs = shas
            }
        } else {
            update.forgets = true
            outcome.message = "there are too many branches and tags to compare: \(SeenRefs.maxRefs) at the most"
            update.message = outcome.message
        }
        try await configStore.updateRefWatch(project.id, update)
        return outcome
    }

    private func refs(of project: Project) async throws -> SeenRefs {
        if project.repository.configType == .manual {
            let found = try await manual.refs(of: project)
            return SeenRefs(
                driver: ManualRepositories.driverType,
                repository: RemoteEvent.Repository(id: found.path, path: found.path), found.refs)
        }
        let forge = try await setUps.forge(of: project)
        return SeenRefs(
            driver: forge.forge.source.type,
            repository: RemoteEvent.Repository(id: forge.repository.id, path: forge.repository.path),
            try await forge.refs())
    }

    /// Stores an event for each change that no delivery has told.
    private func recover(
        _ changes: [RefChange], of project: Project, in seen: SeenRefs, _ watch: RefWatch
    ) async throws -> [Recovered] {
        let changes = changes.filter { $0.before != RefChange.unknown }
        if changes.isEmpty { return [] }
        let told = try await lastTold(of: project, since: watch.seenTime ?? watch.lookTime)
        var recovered: [Recovered] = []
        for change in changes where ![change.after, RefChange.unknown].contains(told[change.ref]) {
            let event = try RecoveredEvent(project, change, in: seen, generation: watch.generation)
            if case .stored(let id) = try await store(event) { recovered.append(Recovered(change: change, id: id)) }
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

    /// What the newest delivery about each ref says that it is now: empty when it is gone, `?` when it doesn't say.
    private func lastTold(of project: Project, since time: Date) async throws -> [String: String] {
        let events: [[UInt8]]
        do throws(OutboxError) {
            events = try await outbox.events(
                of: project.id, since: time.addingTimeInterval(-Self.overlapSeconds),
                deadline: RequestDeadline.current)
        } catch {
            throw ServiceError(error)
        }
        let told = events.compactMap { try? JSONDocument($0).decode(RemoteEvent.self) }
            .compactMap(RefChange.init)
        return Dictionary(told.map { ($0.ref, $0.after) }) { newest, _ in newest }
    }

    private func untilNextLook(_ project: Project) -> Int {
        let seconds = project.pollIntervalSeconds > 0 ? project.pollIntervalSeconds : usualSeconds
        return Int.random(in: seconds * 9 / 10...seconds * 11 / 10)
    }
}
