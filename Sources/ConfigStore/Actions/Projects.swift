import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with projects.
struct Projects: Sendable {
    let environment: ActionEnvironment

    func create(_ request: CreateProjectRequest) async throws -> Project {
        return try await environment.database.do { transaction in
            var project = try draft(request, id: environment.identifiers.next())
            let parent = try transaction.tree.parent(request.parentRef ?? "")
            try ProjectReferences.resolve(&project.value, in: transaction)
            try ProjectReferences.check([project], owner: parent.owner, in: transaction)
            project.value.parentID = parent.nearest.id
            let claim = ProjectRecord.pathClaim(parent: parent.nearest.id, name: project.value.name)
            try Self.requireFree(claim, in: transaction)
            transaction.requireUnchanged(parent)
            try transaction.put(project)
            transaction.take(claim, for: project.key)
            try RefWatches.begin(
                project, keepsRefs: false, now: project.value.creationTime, in: transaction)
            ProjectReferences.write(
                from: nil, owner: parent.owner, to: project, owner: parent.owner, in: transaction)
            let answer = Project(project.written, in: parent)
            try transaction.note(.create, project, ref: answer.path, holders: parent.holders, after: answer)
            return answer
        }
    }

    /// Changes, renames or moves a project.
    func update(_ ref: String, _ request: UpdateProjectRequest) async throws -> Project {
        try await environment.removals.unlessHeldByRemoved { transaction in
            let (stored, place) = try transaction.tree.project(ref)
            var changed = try self.changed(stored, by: request)
            let destination = try request.parentRef.map { try transaction.tree.parent($0) } ?? place
            let isMove = destination.nearest.id != place.nearest.id
            let isRebound = changed.value.binding != stored.value.binding
            if isRebound { try ProjectReferences.resolve(&changed.value, in: transaction) }
            let isElsewhere = changed.value.repositoryBinding != stored.value.repositoryBinding
            if isElsewhere { changed.value.setUp = changed.value.newSetUp(request, environment.now()) }
            if isRebound || destination.owner.id != place.owner.id || request.membersCanPerformRunActions == true {
                try ProjectReferences.check([changed], owner: destination.owner, in: transaction)
            }
            changed.value.parentID = destination.nearest.id
            let old = ProjectRecord.pathClaim(parent: stored.value.parentID, name: stored.value.name)
            let new = ProjectRecord.pathClaim(parent: changed.value.parentID, name: changed.value.name)
            if new != old {
                try Self.requireFree(new, in: transaction)
                transaction.release(old)
                transaction.take(new, for: stored.key)
            }
            transaction.requireUnchanged(place)
            if isMove {
                transaction.requireUnchanged(destination)
                try SecretUses(transaction: transaction).move(Holder(stored, in: place), to: destination)
            }
            try transaction.put(changed)
            let keepsRefs = changed.value.watched == stored.value.watched
            if !keepsRefs || changed.value.pollIntervalSeconds != stored.value.pollIntervalSeconds {
                try RefWatches.begin(changed, keepsRefs: keepsRefs, now: environment.now(), in: transaction)
            }
            ProjectReferences.write(
                from: stored, owner: place.owner, to: changed, owner: destination.owner, in: transaction)
            let before = Project(stored, in: place)
            let answer = Project(changed.written, in: destination)
            if isElsewhere {
                try ForgeCleanups.add(
                    for: stored, path: before.path, id: environment.identifiers.next(), time: environment.now(),
                    in: transaction)
            }
            try transaction.note(
                isMove ? .move : .update, stored, ref: before.path, holders: place.holders, before: before,
                after: answer)
            return answer
        }
    }

    /// Deletes a project; one that holds something only when `cascade` says so.
    func delete(_ ref: String, cascade: Bool) async throws {
        let now = environment.now()
        let context = AuditContext.current
        try await environment.removals.deleting { transaction in
            let (project, place) = try transaction.tree.project(ref)
            if !cascade { try TreeContents.requireNothing(in: project, transaction) }
            transaction.requireUnchanged(place)
            try Self.remove(project, owner: place.owner.id, in: transaction)
            let before = Project(project, in: place)
            try ForgeCleanups.add(
                for: project, path: before.path, id: environment.identifiers.next(), time: now, in: transaction)
            if cascade {
                let removal = RemovalRecord(
                    path: before.path, holders: place.holders + [project.id], context: context, creationTime: now)
                try Removals.add(removal, of: project.id, in: transaction)
            }
            try transaction.note(.delete, project, ref: before.path, holders: place.holders, before: before)
        }
    }

    func get(_ ref: String) async throws -> Project {
        try await environment.database.do { transaction in
            let (project, place) = try transaction.tree.project(ref)
            return Project(project, in: place)
        }
    }

    /// One page of what a group holds, by name, and where the next one starts.
    ///
    /// - Parameter visibility: The global visibility of those that are wanted; nil for all.
    func list(
        of ref: String, visibility: Visibility?, _ page: PageRequest
    ) async throws -> (items: [Project], next: String?) {
        try await environment.database.do { transaction in
            let place = try transaction.tree.group(ref)
            let found = try transaction.claims(ProjectRecord.pathSpace, of: place.nearest.id, page) { record in
                guard let visibility else { return true }
                return Project(try Stored(record), in: place).globalVisibility == visibility
            }
            let items = try found.claims.map { Project(try Stored($0.record), in: place) }
            return (items, found.next)
        }
    }

    func credentials(_ ref: String) async throws -> ProjectCredentials {
        let project = try await environment.database.do { try $0.tree.project(ref).project }
        return try ProjectSecrets(keyring: environment.keyring).credentials(of: project)
    }

    /// Removes a project's record with what it holds and refers to.
    ///
    /// - Parameter owner: The id of who owns it, or owned it when it was deleted with something larger.
    static func remove(
        _ project: Stored<ProjectRecord>, owner: String, in transaction: ActionTransaction
    ) throws {
        transaction.release(ProjectRecord.pathClaim(parent: project.value.parentID, name: project.value.name))
        ProjectReferences.remove(project, owner: owner, in: transaction)
        try RefWatches.remove(project, in: transaction)
        try transaction.delete(project)
    }

    private static func requireFree(_ claim: Claim, in transaction: ActionTransaction) throws {
        if try transaction.record(holding: claim) != nil {
            throw ServiceError.taken(
                "name", code: "projectAlreadyExists", "there is a project of this name in this place")
        }
    }
}
