import ConfigStoreAPI

/// Who owns a tree of groups and projects.
struct TreeOwner: Sendable {
    let type: OwnerType
    let id: String
    let revision: Int
    let name: String
    let isPrivate: Bool

    init(_ user: Stored<UserRecord>) {
        type = .user
        id = user.id
        revision = user.revision
        name = user.value.name
        isPrivate = false
    }

    init(_ organization: Stored<OrganizationRecord>) {
        type = .organization
        id = organization.id
        revision = organization.revision
        name = organization.value.name
        isPrivate = organization.value.visibility == .private
    }

    /// Reads the record of an owner; nil for anything else.
    init?(_ record: Record) throws {
        switch record.kind {
        case UserRecord.kind: self.init(try Stored<UserRecord>(record))
        case OrganizationRecord.kind: self.init(try Stored<OrganizationRecord>(record))
        default: return nil
        }
    }

    var key: RecordKey { RecordKey(type == .user ? UserRecord.kind : OrganizationRecord.kind, id) }
    var path: String { "\(type.rawValue)/\(name)" }
}

/// A group and everything above it, up to the owner: all that paths, owners and effective visibilities follow from.
struct Place: Sendable {
    let owner: TreeOwner
    /// From the root group to the nearest. Never empty.
    private(set) var groups: [Stored<ProjectGroupRecord>]
    /// The last of the groups.
    private(set) var nearest: Stored<ProjectGroupRecord>

    init?(owner: TreeOwner, groups: [Stored<ProjectGroupRecord>]) {
        guard let nearest = groups.last else { return nil }
        self.owner = owner
        self.groups = groups
        self.nearest = nearest
    }

    /// The place of a group that this one's nearest group holds.
    func holding(_ group: Stored<ProjectGroupRecord>) -> Place {
        var place = self
        place.groups.append(group)
        place.nearest = group
        return place
    }

    /// The same place with its nearest group changed.
    func replacingNearest(_ group: Stored<ProjectGroupRecord>) -> Place {
        var place = self
        place.groups[groups.count - 1] = group
        place.nearest = group
        return place
    }

    /// How many groups the nearest one is below the root group.
    var depth: Int { groups.count - 1 }
    var path: String { groups.dropFirst().reduce(owner.path) { "\($0)/\($1.value.name)" } }
    /// A root group's is its own.
    var parentPath: String { groups.dropFirst().dropLast().reduce(owner.path) { "\($0)/\($1.value.name)" } }
    var globalVisibility: Visibility {
        owner.isPrivate || groups.contains { $0.value.visibility == .private } ? .private : .public
    }
    /// The ids of the owner and the groups, from the owner to the nearest.
    var holders: [String] { [owner.id] + groups.map(\.id) }
    /// The holders of the nearest group itself.
    var parentHolders: [String] { holders.dropLast() }
}

extension ActionTransaction {
    /// Requires that a place, which something is written to or taken from, is still where and what it was.
    ///
    /// Whoever deletes, moves or renames one of its groups or its owner changes that one's record: so nothing is written
    /// into what was deleted meanwhile, and two groups are never moved below each other.
    ///
    /// - Parameters:
    ///   - place: The place.
    ///   - includingNearest: False when the transaction writes the nearest group itself.
    func requireUnchanged(_ place: Place, includingNearest: Bool = true) {
        requireUnchanged(place.owner.key, revision: place.owner.revision)
        for group in includingNearest ? place.groups[...] : place.groups.dropLast() {
            requireUnchanged(group.key, revision: group.revision)
        }
    }
}
