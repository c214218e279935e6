/// The configstore as a sequential model: the same rules over plain dictionaries, one operation after the other.
struct ModelState: Hashable, Sendable {
    struct User: Hashable, Sendable {
        var name: String
        /// Their names.
        var tokens: Set<String> = []
        var revision = 1
    }

    struct Organization: Hashable, Sendable {
        var name: String
        var isPrivate: Bool
        var revision = 1
    }

    struct MemberKey: Hashable, Sendable {
        var organization: String
        var user: String
    }

    struct Invitation: Hashable, Sendable {
        var id: String
        var isOwner: Bool
    }

    struct Source: Hashable, Sendable {
        var name: String
        var isOAuth2 = false
        var revision = 1
    }

    struct Account: Hashable, Sendable {
        var user: String
        var source: String
        var remoteUser: String
        var name: String
        var leaseHolder: String?
        var revision = 1
    }

    struct Group: Hashable, Sendable {
        /// The owner of a root group.
        var parent: String
        /// Empty for a root group.
        var name: String
        var isPrivate: Bool
        var revision = 1
    }

    struct Project: Hashable, Sendable {
        var parent: String
        var name: String
        var isPrivate: Bool
        var account: String?
        var revision = 1
    }

    struct Secret: Hashable, Sendable {
        /// The group or project that holds it.
        var parent: String
        var name: String
        var data: [String: String]
        var revision = 1
    }

    struct Variable: Hashable, Sendable {
        /// The group or project that holds it.
        var parent: String
        var name: String
        var values: [ModelValue]
        var revision = 1
    }

    /// A refusal that the model foresees.
    struct Refusal: Error {
        var status: Int
        var code: String
        var details: [String] = []
    }

    // By id. Whether a member is an owner.
    var users: [String: User] = [:]
    var organizations: [String: Organization] = [:]
    var members: [MemberKey: Bool] = [:]
    var invitations: [MemberKey: Invitation] = [:]
    var sources: [String: Source] = [:]
    var accounts: [String: Account] = [:]
    var groups: [String: Group] = [:]
    var projects: [String: Project] = [:]
    var secrets: [String: Secret] = [:]
    var variables: [String: Variable] = [:]

    /// How answers call an owner's root group, whose own id nobody is told when it is made.
    static func root(of owner: String) -> String { "root of \(owner)" }
}

extension ModelState: SequentialModel {
    static func isObservation(_ operation: ModelOperation, _ answer: ModelAnswer) -> Bool {
        guard case .answered = answer else { return true }
        switch operation {
        case .user, .userDetails, .source, .userByAccount, .organization, .members, .organizations, .invitations,
            .group, .subgroups, .project, .projects, .secret, .secretData, .secrets, .variable, .variables:
            return true
        default: return false
        }
    }

    func after(_ operation: ModelOperation, answering answer: ModelAnswer) -> ModelState? {
        // Whoever meets others again and again is sent away: that can always happen, and changes nothing.
        if case .refused(409, "changedMeanwhile", _) = answer { return self }
        var next = self
        return next.perform(operation, newIDs: answer.newIDs) == answer ? next : nil
    }

    func expected(_ operation: ModelOperation, answering answer: ModelAnswer) -> ModelAnswer {
        var next = self
        return next.perform(operation, newIDs: answer.newIDs)
    }

    private mutating func perform(_ operation: ModelOperation, newIDs: [String]) -> ModelAnswer {
        do throws(Refusal) {
            return try answer(to: operation, newIDs: newIDs)
        } catch {
            return .refused(error.status, error.code, error.details)
        }
    }

    private mutating func answer(
        to operation: ModelOperation, newIDs: [String]
    ) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createUser, .renameUser, .deleteUser, .user, .userDetails:
            try answerUsers(operation, newIDs)
        case .createSource, .renameSource, .setAuthentication, .deleteSource, .source:
            try answerSources(operation, newIDs)
        case .link, .updateAccount, .leaseAccount, .unlink, .userByAccount:
            try answerAccounts(operation, newIDs)
        case .createOrganization, .updateOrganization, .deleteOrganization, .organization:
            try answerOrganizations(operation, newIDs)
        case .setMember, .removeMember, .members, .organizations:
            try answerMembers(operation)
        case .invite, .withdraw, .answerInvitation, .invitations:
            try answerInvitations(operation, newIDs)
        case .createGroup, .updateGroup, .deleteGroup, .group, .subgroups:
            try answerGroups(operation, newIDs)
        case .createProject, .updateProject, .deleteProject, .project, .projects:
            try answerProjects(operation, newIDs)
        case .createSecret, .updateSecret, .deleteSecret, .secret, .secretData, .secrets:
            try answerSecrets(operation, newIDs)
        case .createVariable, .updateVariable, .deleteVariable, .variable, .variables:
            try answerVariables(operation, newIDs)
        case .createToken, .deleteToken: try answerTokens(operation)
        }
    }

    /// Refuses what is held, with how much of each kind.
    static func requireNone(_ counts: [(String, Int)], code: String) throws(Refusal) {
        let held = counts.filter { $0.1 > 0 }.map { "\($0.0)=\($0.1)" }
        if !held.isEmpty { throw Refusal(status: 409, code: code, details: held) }
    }
}
