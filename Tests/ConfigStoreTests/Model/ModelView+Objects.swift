import ConfigStoreAPI

/// What of each object the model foresees.
extension ModelView {
    init(_ user: User) {
        self.init(user.id, [user.name, "r\(user.revision)"])
    }

    /// A user with linked accounts, whose order says nothing when they are made at the same time.
    static func all(_ details: UserDetails) -> [ModelView] {
        [ModelView(details.user).adding(tokens: details.tokenNames)]
            + details.linkedAccounts.sorted { $0.id < $1.id }.map(ModelView.init)
    }

    func adding(tokens: [String]) -> ModelView {
        ModelView(id, fields + ["tokens: \(tokens.joined(separator: ","))"])
    }

    init(_ source: RemoteSource) {
        self.init(source.id, [source.name, source.authType, "r\(source.revision)"])
    }

    init(_ account: LinkedAccount) {
        self.init(
            account.id,
            [
                account.userID, account.remoteSourceID, account.remoteUserID, account.remoteUserName,
                "r\(account.revision)",
            ])
    }

    init(_ organization: Organization) {
        self.init(
            organization.id, [organization.name, organization.visibility.rawValue, "r\(organization.revision)"])
    }

    init(_ member: OrganizationMember) {
        let user = ModelView(member.user)
        self.init(user.id, user.fields + [member.role.rawValue])
    }

    init(_ membership: UserOrganization) {
        let organization = ModelView(membership.organization)
        self.init(organization.id, organization.fields + [membership.role.rawValue])
    }

    init(_ invitation: OrganizationInvitation) {
        let all = [ModelView(invitation.user), ModelView(invitation.organization)]
        self.init(invitation.id, all.flatMap { [$0.id] + $0.fields } + [invitation.role.rawValue])
    }

    init(_ group: ProjectGroup) {
        let root = ModelState.root(of: group.ownerID)
        self.init(
            group.name.isEmpty ? root : group.id,
            [
                group.path, group.parentPath, Self.parent(group.parentID, group.parentPath, root, group.name),
                group.ownerID, group.visibility.rawValue, group.globalVisibility.rawValue, "r\(group.revision)",
            ])
    }

    init(_ project: Project) {
        let root = ModelState.root(of: project.ownerID)
        let repository = project.repository
        self.init(
            project.id,
            [
                project.path, project.parentPath, Self.parent(project.parentID, project.parentPath, root, project.name),
                project.ownerID, project.visibility.rawValue, project.globalVisibility.rawValue,
                repository.configType == .manual ? "manual" : repository.linkedAccountID, "r\(project.revision)",
            ])
    }

    init(_ secret: Secret) {
        self.init(
            secret.id, [secret.name, secret.parent.path, secret.keys.joined(separator: ","), "r\(secret.revision)"])
    }

    init(secretData data: [String: String]) {
        self.init("", data.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    }

    init(_ variable: Variable) {
        let values = variable.values.map { "\($0.secretName).\($0.secretVar) from \($0.matchingSecretParentPath)" }
        self.init(variable.id, [variable.name, variable.parent.path] + values + ["r\(variable.revision)"])
    }

    /// A root group is known by its owner, since nobody is told its id when it is made.
    private static func parent(_ id: String, _ path: String, _ root: String, _ name: String) -> String {
        path.split(separator: "/").count == 2 && !name.isEmpty ? root : id
    }
}
