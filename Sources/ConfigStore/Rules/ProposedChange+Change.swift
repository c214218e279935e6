import Validation
import Validators

extension ProposedChange {
    /// A change as validators see it; nil when it is about something that they don't look at.
    init?(_ change: Change) {
        guard Self.isShown(change), let operation = Operation(rawValue: change.operation.rawValue) else { return nil }
        let before = change.before.map { Self.path(of: change, $0) }
        let after = change.after.map { Self.path(of: change, $0) }
        let path = after ?? before ?? change.ref
        self.init(
            operation: operation, kind: change.kind.rawValue, id: change.id, path: path,
            previousPath: before == path ? nil : before, before: change.before, after: change.after)
    }

    /// Whether validators look at such things at all.
    static func isShown(_ change: Change) -> Bool { kinds.contains(change.kind.rawValue) }

    private static let kinds = Set(ObjectKinds.all.map(\.name))

    /// Where an object is: what belongs to an organization or a user is there.
    private static func path(of change: Change, _ object: [UInt8]) -> String {
        let fields = JSONValue(object)
        let name = fields?["name"]?.string ?? change.ref
        switch change.kind {
        case UserRecord.kind: return "user/\(name)"
        case OrganizationRecord.kind: return "org/\(name)"
        case LinkedAccountRecord.kind, UserTokenRecord.kind: return "user/\(change.ref)"
        case OrganizationMemberRecord.kind, OrganizationInvitationRecord.kind: return "org/\(change.ref)"
        case ConnectionRecord.kind: return "org/\(change.ref.prefix { $0 != "/" })/\(name)"
        case RemoteSourceRecord.kind: return name
        default:
            if let path = fields?["path"]?.string { return path }
            return fields?["parent"]?["path"]?.string.map { "\($0)/\(name)" } ?? change.ref
        }
    }
}
