import ConfigStoreAPI
import Foundation

/// A project group as it is stored.
struct ProjectGroupRecord: StoredObject {
    static let kind: RecordKind = "projectgroup"

    /// Empty for a root group.
    var name: String
    /// The group that holds it; the user or organization for a root group.
    var parentID: String
    var visibility: Visibility
    var creationTime: Date
    var updateTime: Date

    var isRoot: Bool { name.isEmpty }

    /// One name in each parent. A root group is what a user or an organization holds under the empty name.
    static let pathSpace = "projectgroup.path"
    /// Under a group's id, held by the record of what holds the group: the way up.
    static let parentSpace = "projectgroup.parent"

    static func pathClaim(parent: String, name: String) -> Claim { Claim(pathSpace, "\(parent)/\(name)") }
    static func parentClaim(_ id: String) -> Claim { Claim(parentSpace, id) }

    func encoded() -> [UInt8] {
        var text = JSONText()
        text.append(#"{"name":"#, name)
        text.append(#","parentID":"#, parentID)
        text.append(#","visibility":"#, visibility.rawValue)
        text.append(#","creationTime":"#, creationTime)
        text.append(#","updateTime":"#, updateTime)
        text.append("}")
        return text.bytes
    }
}

extension ProjectGroup {
    /// - Parameter place: Where the group is: it is the place's nearest group.
    init(_ place: Place) {
        let group = place.nearest
        self.init(
            id: group.id, name: group.value.name, path: place.path, parentPath: place.parentPath,
            parentID: group.value.parentID, ownerType: place.owner.type, ownerID: place.owner.id,
            visibility: group.value.visibility, globalVisibility: place.globalVisibility,
            creationTime: group.value.creationTime, updateTime: group.value.updateTime, revision: group.revision)
    }
}
