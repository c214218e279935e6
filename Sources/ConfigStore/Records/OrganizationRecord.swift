import ConfigStoreAPI
import Foundation

/// An organization as it is stored.
struct OrganizationRecord: StoredObject {
    static let kind: RecordKind = "org"

    var name: String
    var visibility: Visibility
    var creationTime: Date
    var updateTime: Date

    static func nameClaim(_ name: String) -> Claim { Claim("organization.name", name) }
    /// Sorts the organizations of each visibility by name.
    var visibilityClaim: Claim { Claim("organization.visibility", "\(visibility.rawValue)/\(name)") }
}

extension Organization {
    init(_ stored: Stored<OrganizationRecord>) {
        let value = stored.value
        self.init(
            id: stored.id, name: value.name, visibility: value.visibility, creationTime: value.creationTime,
            updateTime: value.updateTime, revision: stored.revision)
    }
}
