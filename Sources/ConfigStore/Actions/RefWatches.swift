import ConfigStoreAPI
import Foundation
import ServiceKit

/// What is known of the branches and tags of projects' repositories, which gateways find out and say. One looks at a project
/// at a time. Looks come and go by themselves: they are no entries in the audit log, and no validator is asked about them.
struct RefWatches: Sendable {
    let environment: ActionEnvironment
    static let list = "refwatches"
    /// How long one gateway may go without a word before another one may look.
    static let leaseSeconds = 60.0

    /// The projects whose time has come, the longest waiting first.
    func due(limit: Int) async throws -> [Project] {
        let now = Expiry.seconds(environment.now())
        return try await environment.database.do { transaction in
            let found = try transaction.claims(ClaimRange(RefWatchRecord.lookSpace, limit: limit))
            let ids = found.prefix { $0.key < now + "0" }.map(\.record.id)
            let projects = try transaction.objects(ProjectRecord.self, ids: ids)
            return try ids.compactMap { id in
                // What was deleted with something larger is not there any more.
                guard let project = projects[id] else { return nil }
                return try transaction.tree.placeIfReachable(ofGroup: project.value.parentID)
                    .map { Project(project, in: $0) }
            }
        }
    }

    func acquireLease(_ ref: String, _ request: RefLeaseRequest) async throws -> RefWatch {
        try ProjectSetUpRules.check(holder: request.holder)
        let now = environment.now()
        return try await change(ref) { watch in
            if let ends = watch.leaseEnds, ends > now, watch.leaseHolder != request.holder { throw Self.inProgress }
            let ends = now.addingTimeInterval(Self.leaseSeconds)
            (watch.leaseHolder, watch.leaseEnds, watch.lookTime) = (request.holder, ends, ends)
        }
    }

    func update(_ ref: String, _ request: UpdateRefWatchRequest) async throws {
        let wait = try RefWatchRules.check(request)
        let now = environment.now()
        _ = try await change(ref) { watch in
            guard watch.leaseHolder == request.holder else { throw Self.inProgress }
            (watch.leaseHolder, watch.leaseEnds) = (nil, nil)
            watch.lookTime = now.addingTimeInterval(wait)
            watch.message = ProjectSetUpRules.shortened(request.message ?? "")
            watch.deliveries = request.deliveries ?? watch.deliveries
            if request.failed == true { return watch.attempts += 1 }
            watch.attempts = 0
            watch.seenTime = now
            let changes = request.changes ?? []
            if watch.refs == nil || !changes.isEmpty { watch.generation += 1 }
            if watch.refs == nil { watch.remember(request.refs ?? [:]) }
            for change in changes { watch.apply(change) }
            if request.forgets == true { watch.forget() }
        }
    }

    func merge(_ ref: String, _ request: MergeRefsRequest) async throws {
        try RefWatchRules.check(request.changes)
        _ = try await change(ref) { watch in
            for change in request.changes { watch.apply(change) }
        }
    }

    /// Lets somebody look soon at a project that is new, or was changed.
    ///
    /// - Parameter keepsRefs: Whether it still has the same repository.
    static func begin(
        _ project: Stored<ProjectRecord>, keepsRefs: Bool, now: Date, in transaction: ActionTransaction
    ) throws {
        let old = try transaction.object(RefWatchRecord.self, id: project.id)
        if let old { transaction.release(old.value.claim(project.id)) }
        var watch = Stored(id: project.id, revision: old?.revision ?? 0, value: RefWatchRecord(lookTime: now))
        if keepsRefs, let old { watch.value = old.value }
        watch.value.lookTime = now
        try transaction.put(watch)
        transaction.take(watch.value.claim(project.id), for: watch.key)
    }

    static func remove(_ project: Stored<ProjectRecord>, in transaction: ActionTransaction) throws {
        guard let watch = try transaction.object(RefWatchRecord.self, id: project.id) else { return }
        transaction.release(watch.value.claim(project.id))
        try transaction.delete(watch)
    }

    /// Changes a project's watch. A project from before there were any gets one.
    private func change(
        _ ref: String, _ change: @Sendable @escaping (inout RefWatchRecord) throws -> Void
    ) async throws -> RefWatch {
        let now = environment.now()
        return try await environment.database.do { transaction in
            let (project, place) = try transaction.tree.project(ref)
            let stored = try transaction.object(RefWatchRecord.self, id: project.id)
            var changed = stored ?? Stored(id: project.id, revision: 0, value: RefWatchRecord(lookTime: now))
            try change(&changed.value)
            if stored?.value == changed.value { return RefWatch(changed) }
            transaction.requireUnchanged(project.key, revision: project.revision)
            transaction.requireUnchanged(place)
            try transaction.put(changed)
            let (held, wanted) = (stored?.value.claim(project.id), changed.value.claim(project.id))
            if held != wanted {
                if let held { transaction.release(held) }
                transaction.take(wanted, for: changed.key)
            }
            return RefWatch(changed)
        }
    }

    private static var inProgress: ServiceError {
        ServiceError(
            .conflict, code: "refLookInProgress", "somebody is looking at this project's refs: try again",
            retryAfterSeconds: 2)
    }
}
