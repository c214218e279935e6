import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with project groups.
struct ProjectGroups: Sendable {
    let environment: ActionEnvironment

    func create(_ request: CreateProjectGroupRequest) async throws -> ProjectGroup {
        let visibility = try ProjectGroupRules.check(request)
        let name = request.name ?? ""
        let id = environment.identifiers.next()
        let now = environment.now()
        return try await environment.database.do { transaction in
            let parent = try transaction.tree.parent(request.parentRef ?? "")
            try ProjectGroupRules.checkDepth(parent.depth + 1)
            try Self.requireFree(name, in: parent, transaction)
            let group = Stored(
                id: id, revision: 0,
                value: ProjectGroupRecord(
                    name: name, parentID: parent.nearest.id, visibility: visibility, creationTime: now,
                    updateTime: now))
            transaction.requireUnchanged(parent)
            try transaction.put(group)
            transaction.take(ProjectGroupRecord.pathClaim(parent: parent.nearest.id, name: name), for: group.key)
            transaction.take(ProjectGroupRecord.parentClaim(id), for: parent.nearest.key)
            let place = parent.holding(group.written)
            let answer = ProjectGroup(place)
            try transaction.note(.create, group, ref: place.path, holders: parent.holders, after: answer)
            return answer
        }
    }

    /// Renames or moves a group, or changes its visibility; what is in it goes along, since it hangs on the group's id.
    func update(_ ref: String, _ request: UpdateProjectGroupRequest) async throws -> ProjectGroup {
        let now = environment.now()
        return try await environment.removals.unlessHeldByRemoved { transaction in
            let place = try transaction.tree.group(ref)
            let stored = place.nearest
            var changed = stored
            changed.value = try ProjectGroupRules.changed(stored.value, by: request)
            changed.value.updateTime = now
            let move = try request.parentRef.flatMap {
                try ProjectGroupMove(place, to: $0, name: changed.value.name, in: transaction)
            }
            changed.value.parentID = move?.destination.nearest.id ?? stored.value.parentID
            if move != nil || changed.value.name != stored.value.name {
                let old = ProjectGroupRecord.pathClaim(parent: stored.value.parentID, name: stored.value.name)
                let new = ProjectGroupRecord.pathClaim(parent: changed.value.parentID, name: changed.value.name)
                try Self.requireFree(new, in: transaction)
                transaction.release(old)
                transaction.take(new, for: stored.key)
            }
            transaction.requireUnchanged(place, includingNearest: false)
            try move?.write(in: transaction)
            try transaction.put(changed)
            let newPlace = move?.destination.holding(changed.written) ?? place.replacingNearest(changed.written)
            let answer = ProjectGroup(newPlace)
            try transaction.note(
                move == nil ? .update : .move, stored, ref: place.path, holders: place.parentHolders,
                before: ProjectGroup(place), after: answer)
            return answer
        }
    }

    /// Deletes a group; one that holds something only when `cascade` says so.
    func delete(_ ref: String, cascade: Bool) async throws {
        let now = environment.now()
        let context = AuditContext.current
        try await environment.removals.deleting { transaction in
            let place = try transaction.tree.group(ref)
            let group = place.nearest
            if group.value.isRoot {
                throw ServiceError(
                    .invalid, code: "cannotDeleteRootProjectGroup",
                    "a root project group goes with its user or organization only")
            }
            if !cascade {
                try TreeContents.requireNothing(
                    in: place, code: "projectGroupInUse", "the project group", transaction)
            }
            transaction.requireUnchanged(place, includingNearest: false)
            try Self.remove(group, in: transaction)
            if cascade {
                let removal = RemovalRecord(
                    path: place.path, holders: place.holders, context: context, creationTime: now)
                try Removals.add(removal, of: group.id, in: transaction)
            }
            try transaction.note(
                .delete, group, ref: place.path, holders: place.parentHolders, before: ProjectGroup(place))
        }
    }

    func get(_ ref: String) async throws -> ProjectGroup {
        try await environment.database.do { ProjectGroup(try $0.tree.group(ref)) }
    }

    /// One page of what a group holds, by name, and where the next one starts.
    ///
    /// - Parameter visibility: The global visibility of those that are wanted; nil for all.
    func subgroups(
        of ref: String, visibility: Visibility?, _ page: PageRequest
    ) async throws -> (items: [ProjectGroup], next: String?) {
        try await environment.database.do { transaction in
            let place = try transaction.tree.group(ref)
            let found = try transaction.claims(ProjectGroupRecord.pathSpace, of: place.nearest.id, page) { record in
                guard let visibility else { return true }
                return place.holding(try Stored(record)).globalVisibility == visibility
            }
            let items = try found.claims.map { ProjectGroup(place.holding(try Stored($0.record))) }
            return (items, found.next)
        }
    }

    static func remove(_ group: Stored<ProjectGroupRecord>, in transaction: ActionTransaction) throws {
        transaction.release(ProjectGroupRecord.pathClaim(parent: group.value.parentID, name: group.value.name))
        transaction.release(ProjectGroupRecord.parentClaim(group.id))
        try transaction.delete(group)
    }

    private static func requireFree(
        _ name: String, in parent: Place, _ transaction: ActionTransaction
    ) throws {
        try requireFree(ProjectGroupRecord.pathClaim(parent: parent.nearest.id, name: name), in: transaction)
    }

    private static func requireFree(_ claim: Claim, in transaction: ActionTransaction) throws {
        if try transaction.record(holding: claim) != nil {
            throw ServiceError.taken(
                "name", code: "projectGroupAlreadyExists", "there is a project group of this name in this place")
        }
    }
}
