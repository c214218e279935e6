import ConfigStoreAPI

/// How somebody refers to what holds secrets and variables.
struct HolderReference: Sendable, Hashable {
    let type: ParentType
    /// A path or an id.
    let ref: String
}

/// A group or a project, which holds secrets and variables.
struct Holder: Sendable {
    /// The group, or where the project is.
    let place: Place
    let project: Stored<ProjectRecord>?

    init(_ group: Place) {
        place = group
        project = nil
    }

    init(_ project: Stored<ProjectRecord>, in place: Place) {
        self.place = place
        self.project = project
    }

    var id: String { project?.id ?? place.nearest.id }
    var path: String { project.map { "\(place.path)/\($0.value.name)" } ?? place.path }
    var parent: Parent { Parent(type: project == nil ? .projectGroup : .project, id: id, path: path) }
    /// The ids from this up to the root group: where a secret is looked for, in this order.
    var levels: [String] { (project.map { [$0.id] } ?? []) + place.levels }
    /// The ids of the owner and everything below it, down to this.
    var holders: [String] { place.holders + (project.map { [$0.id] } ?? []) }

    /// Everything on the way up, by id.
    var parents: [String: Parent] {
        var parents = [id: parent]
        var path = place.owner.path
        for group in place.groups {
            if !group.value.isRoot { path += "/\(group.value.name)" }
            parents[group.id] = Parent(type: .projectGroup, id: group.id, path: path)
        }
        return parents
    }
}

extension Place {
    /// The ids from the nearest group up to the root group.
    var levels: [String] { groups.reversed().map(\.id) }
}

extension TreeResolver {
    /// What holds secrets and variables.
    ///
    /// - Throws: `ServiceError` 400 `invalidPath`, or 404 with the code of what is missing.
    func holder(_ reference: HolderReference) throws -> Holder {
        switch reference.type {
        case .projectGroup: return Holder(try group(reference.ref))
        case .project:
            let (project, place) = try project(reference.ref)
            return Holder(project, in: place)
        }
    }
}

extension ActionTransaction {
    /// Requires that what holds something is still where and what it was.
    func requireUnchanged(_ holder: Holder) {
        requireUnchanged(holder.place)
        if let project = holder.project { requireUnchanged(project.key, revision: project.revision) }
    }
}
