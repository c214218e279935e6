/// What a client asks of the configstore. References are names, paths or ids, as they are sent.
enum ModelOperation: Sendable, Hashable {
    case createUser(String, source: String?, remoteUser: String)
    case renameUser(String, to: String)
    case deleteUser(String, cascade: Bool)
    case user(String)
    case userDetails(String)
    case createToken(user: String, name: String)
    case deleteToken(user: String, name: String)

    case createSource(String)
    case renameSource(String, to: String)
    case setAuthentication(source: String, isOAuth2: Bool)
    case deleteSource(String)
    case source(String)

    case link(user: String, source: String, remoteUser: String)
    case updateAccount(user: String, id: String, name: String, hasFreshTokens: Bool, ifRevision: Int?)
    case leaseAccount(user: String, id: String, holder: String, revision: Int)
    case unlink(user: String, id: String)
    case userByAccount(source: String, remoteUser: String)

    case createOrganization(String, isPrivate: Bool, creator: String?)
    case updateOrganization(String, name: String?, isPrivate: Bool?)
    case deleteOrganization(String, cascade: Bool)
    case organization(String)
    case setMember(organization: String, user: String, isOwner: Bool)
    case removeMember(organization: String, user: String)
    case members(organization: String)
    case organizations(user: String)
    case invite(organization: String, user: String, isOwner: Bool)
    case withdraw(organization: String, user: String)
    case answerInvitation(organization: String, user: String, accepts: Bool)
    case invitations(organization: String)

    case createGroup(parent: String, name: String, isPrivate: Bool)
    case updateGroup(String, name: String?, parent: String?, isPrivate: Bool?)
    case deleteGroup(String, cascade: Bool)
    case group(String)
    case subgroups(String)

    case createProject(parent: String, name: String, isPrivate: Bool, binding: ModelBinding?)
    case updateProject(String, name: String?, parent: String?, isPrivate: Bool?, binding: ModelBinding?)
    case deleteProject(String, cascade: Bool)
    case project(String)
    case projects(String)

    case createSecret(in: ModelHolder, name: String, data: [String: String])
    case updateSecret(String, in: ModelHolder, name: String?, data: [String: String]?)
    case deleteSecret(String, in: ModelHolder, cascade: Bool)
    case secret(String, in: ModelHolder)
    case secretData(String, in: ModelHolder)
    case secrets(in: ModelHolder)

    case createVariable(in: ModelHolder, name: String, values: [ModelValue])
    case updateVariable(String, in: ModelHolder, name: String?, values: [ModelValue]?)
    case deleteVariable(String, in: ModelHolder)
    case variable(String, in: ModelHolder)
    /// Those of a group or project and of everything above it.
    case variables(in: ModelHolder)
}

/// A variable's value: the key of a secret.
struct ModelValue: Sendable, Hashable, CustomStringConvertible {
    var secretName: String
    var key: String

    var description: String { "\(secretName).\(key)" }
}

/// The remote source and the linked account that a project uses.
struct ModelBinding: Sendable, Hashable {
    var source: String
    var account: String
}

/// A group or project that holds secrets and variables, by path or id.
enum ModelHolder: Sendable, Hashable, CustomStringConvertible {
    case projectGroup(String), project(String)

    var description: String {
        switch self {
        case .projectGroup(let ref): "group \(ref)"
        case .project(let ref): "project \(ref)"
        }
    }
}
