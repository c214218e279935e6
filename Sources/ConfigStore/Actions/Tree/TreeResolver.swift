import ConfigStoreAPI
import ServiceKit

/// Finds groups and projects by path or id: the one place that does. Each look-up is a constant number of queries,
/// however deep the tree is.
///
/// What is found is reachable: everything above it is there. What was deleted as part of something larger has lost its
/// way up, and so does not exist any more even while its record is still to be removed.
struct TreeResolver {
    let transaction: ActionTransaction

    /// A group.
    ///
    /// - Throws: `ServiceError` 400 `invalidPath`, or 404 with the code of what is missing.
    func group(_ ref: String) throws -> Place {
        switch try TreeReference(ref) {
        case .id(let id): try place(ofGroup: id)
        case .path(let type, let owner, let names): try place(type, owner, names)
        }
    }

    /// A group that something is put into.
    ///
    /// - Throws: `ServiceError` 400 `invalidPath`, or 404 `parentProjectGroupDoesNotExist`.
    func parent(_ ref: String) throws -> Place {
        do {
            return try group(ref)
        } catch let error as ServiceError where error.kind == .notFound {
            throw ServiceError(
                .notFound, code: "parentProjectGroupDoesNotExist", "there is no such project group to put this into")
        }
    }

    /// A project and the place that holds it.
    ///
    /// - Throws: `ServiceError` 400 `invalidPath`, or 404 with the code of what is missing.
    func project(_ ref: String) throws -> (project: Stored<ProjectRecord>, place: Place) {
        switch try TreeReference(ref, minNames: 1) {
        case .id(let id):
            guard let project = try transaction.object(ProjectRecord.self, id: id),
                let place = try placeIfReachable(ofGroup: project.value.parentID)
            else { throw Self.noProject }
            return (project, place)
        case .path(let type, let owner, let names):
            let place = try place(type, owner, names.dropLast())
            let claim = ProjectRecord.pathClaim(parent: place.nearest.id, name: names.last ?? "")
            guard let project = try transaction.object(ProjectRecord.self, holding: claim) else {
                throw Self.noProject
            }
            return (project, place)
        }
    }

    /// The root group of an owner.
    func root(of owner: TreeOwner) throws -> Place {
        try place(below: owner, [])
    }

    /// The place of a group by its id, or nil when it can't be reached.
    func placeIfReachable(ofGroup id: String) throws -> Place? {
        guard let group = try transaction.object(ProjectGroupRecord.self, id: id) else { return nil }
        let above = try transaction.chain(ProjectGroupRecord.parentSpace, from: id)
        guard let last = above.last, let owner = try TreeOwner(last) else { return nil }
        let groups = try above.dropLast().reversed().map { try Stored<ProjectGroupRecord>($0) }
        return Place(owner: owner, groups: groups + [group])
    }

    private func place(ofGroup id: String) throws -> Place {
        guard let place = try placeIfReachable(ofGroup: id) else { throw Self.noGroup }
        return place
    }

    private func place(_ type: OwnerType, _ name: String, _ names: some Sequence<String>) throws -> Place {
        switch type {
        case .user: try place(below: TreeOwner(try transaction.user(name)), names)
        case .organization: try place(below: TreeOwner(try transaction.organization(name)), names)
        }
    }

    private func place(below owner: TreeOwner, _ names: some Sequence<String>) throws -> Place {
        let all = [""] + names
        let found = try transaction.path(ProjectGroupRecord.pathSpace, from: owner.id, names: all)
        guard found.count == all.count,
            let place = Place(owner: owner, groups: try found.map { try Stored<ProjectGroupRecord>($0) })
        else { throw Self.noGroup }
        return place
    }

    private static var noGroup: ServiceError {
        ServiceError(.notFound, code: "projectGroupDoesNotExist", "there is no such project group")
    }

    private static var noProject: ServiceError {
        ServiceError(.notFound, code: "projectDoesNotExist", "there is no such project")
    }
}

extension ActionTransaction {
    /// Finds groups and projects.
    var tree: TreeResolver { TreeResolver(transaction: self) }

    /// The organization that a name or an id refers to.
    func organization(_ ref: String) throws -> Stored<OrganizationRecord> {
        guard let found = try organizationIfAny(ref) else {
            throw ServiceError(.notFound, code: "organizationDoesNotExist", "there is no such organization")
        }
        return found
    }
}
