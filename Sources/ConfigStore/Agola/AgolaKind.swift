/// What Agola's configstore exports and this one has too. Raw values are the names of our records' kinds.
enum AgolaKind: String, CaseIterable, Sendable {
    case remoteSource = "remotesource"
    case user
    case organization = "org"
    case member = "orgmember"
    case invitation = "orginvitation"
    case token = "usertoken"
    case account = "linkedaccount"
    case group = "projectgroup"
    case project
    case secret
    case variable

    /// By the name that an object's wrapping has.
    init?(dataType: String) {
        guard let kind = AgolaKind(rawValue: dataType), kind != .token, kind != .account else { return nil }
        self = kind
    }

    /// By the name that an export on lines has.
    init?(exportKind: String) {
        switch exportKind {
        case "RemoteSource": self = .remoteSource
        case "User": self = .user
        case "Organization": self = .organization
        case "OrganizationMember": self = .member
        case "OrgInvitation": self = .invitation
        case "UserToken": self = .token
        case "LinkedAccount": self = .account
        case "ProjectGroup": self = .group
        case "Project": self = .project
        case "Secret": self = .secret
        case "Variable": self = .variable
        default: return nil
        }
    }

    var recordKind: RecordKind { RecordKind(rawValue) }
}
