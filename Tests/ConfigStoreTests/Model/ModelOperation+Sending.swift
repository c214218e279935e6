import ConfigStoreAPI
import ConfigStoreClient

extension ModelOperation {
    /// Asks the configstore through its front door.
    func send(to client: ConfigStoreClient) async -> ModelAnswer {
        do throws(ConfigStoreClientError) {
            let (status, views) = try await answer(of: client)
            return .answered(status, views)
        } catch {
            let details = error.details.map { detail in
                ["inUse", "lastOwner"].contains(detail.code) ? "\(detail.field)=\(detail.message)" : detail.field
            }
            return .refused(error.status, error.code, details)
        }
    }

    typealias Answer = (status: Int, views: [ModelView])

    private func answer(of client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createUser, .renameUser, .deleteUser, .user, .userDetails:
            try await answerUsers(client)
        case .createSource, .renameSource, .setAuthentication, .deleteSource, .source:
            try await answerSources(client)
        case .link, .updateAccount, .leaseAccount, .unlink, .userByAccount:
            try await answerAccounts(client)
        case .createOrganization, .updateOrganization, .deleteOrganization, .organization:
            try await answerOrganizations(client)
        case .setMember, .removeMember, .members, .organizations:
            try await answerMembers(client)
        case .invite, .withdraw, .answerInvitation, .invitations:
            try await answerInvitations(client)
        case .createGroup, .updateGroup, .deleteGroup, .group, .subgroups:
            try await answerGroups(client)
        case .createProject, .updateProject, .deleteProject, .project, .projects:
            try await answerProjects(client)
        case .createSecret, .updateSecret, .deleteSecret, .secret, .secretData, .secrets:
            try await answerSecrets(client)
        case .createVariable, .updateVariable, .deleteVariable, .variable, .variables:
            try await answerVariables(client)
        case .createToken, .deleteToken: try await answerTokens(client)
        }
    }

    private func answerUsers(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createUser(let name, let source, let remoteUser):
            let account = source.map { CreateLinkedAccountRequest.account(remoteUser, source: $0) }
            let created = try await client.createUser(CreateUserRequest(userName: name, linkedAccount: account))
            return (201, ModelView.all(created))
        case .renameUser(let ref, let name):
            return (201, [ModelView(try await client.updateUser(ref, UpdateUserRequest(userName: name)))])
        case .deleteUser(let ref, let cascade):
            try await client.deleteUser(ref, cascade: cascade)
            return (204, [])
        case .userDetails(let ref): return (200, ModelView.all(try await client.userDetails(ref)))
        case .user(let ref): return (200, [ModelView(try await client.user(ref))])
        default: preconditionFailure("\(self) is not about users")
        }
    }

    private func answerSources(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createSource(let name): return (201, [ModelView(try await client.createRemoteSource(.gitea(name)))])
        case .renameSource(let ref, let name):
            return (201, [ModelView(try await client.updateRemoteSource(ref, UpdateRemoteSourceRequest(name: name)))])
        case .setAuthentication(let ref, let isOAuth2):
            let request =
                isOAuth2
                ? UpdateRemoteSourceRequest(authType: "oauth2", clientID: "sallyport", clientSecret: "hidden")
                : UpdateRemoteSourceRequest(authType: "password")
            return (201, [ModelView(try await client.updateRemoteSource(ref, request))])
        case .deleteSource(let ref):
            try await client.deleteRemoteSource(ref)
            return (204, [])
        case .source(let ref): return (200, [ModelView(try await client.remoteSource(ref))])
        default: preconditionFailure("\(self) is not about remote sources")
        }
    }

    private func answerAccounts(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .link(let user, let source, let remoteUser):
            let request = CreateLinkedAccountRequest.account(remoteUser, source: source)
            return (201, [ModelView(try await client.createLinkedAccount(for: user, request))])
        case .updateAccount(let user, let id, let name, let hasFreshTokens, let ifRevision):
            let request = UpdateLinkedAccountRequest(
                remoteUserName: name,
                credentials: hasFreshTokens ? LinkedAccountCredentials(accessToken: "fresh") : nil,
                ifRevision: ifRevision)
            return (200, [ModelView(try await client.updateLinkedAccount(user: user, id: id, request))])
        case .leaseAccount(let user, let id, let holder, let revision):
            let request = RefreshLeaseRequest(holder: holder, revision: revision)
            return (200, [ModelView(try await client.acquireRefreshLease(user: user, id: id, request))])
        case .unlink(let user, let id):
            try await client.deleteLinkedAccount(user: user, id: id)
            return (204, [])
        case .userByAccount(let source, let remoteUser):
            guard let found = try await client.user(byRemoteUser: remoteUser, remoteSource: source) else {
                // The client makes nothing of this refusal.
                throw ConfigStoreClientError(
                    status: 404, body: ErrorBody(code: "linkedAccountDoesNotExist", message: ""))
            }
            return (200, ModelView.all(found))
        default: preconditionFailure("\(self) is not about linked accounts")
        }
    }

    private func answerOrganizations(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createOrganization(let name, let isPrivate, let creator):
            let request = CreateOrganizationRequest(
                name: name, visibility: ModelState.visibility(isPrivate), creatorUserID: creator)
            return (201, [ModelView(try await client.createOrganization(request))])
        case .updateOrganization(let ref, let name, let isPrivate):
            let request = UpdateOrganizationRequest(name: name, visibility: isPrivate.map(ModelState.visibility))
            return (200, [ModelView(try await client.updateOrganization(ref, request))])
        case .deleteOrganization(let ref, let cascade):
            try await client.deleteOrganization(ref, cascade: cascade)
            return (204, [])
        case .organization(let ref): return (200, [ModelView(try await client.organization(ref))])
        default: preconditionFailure("\(self) is not about organizations")
        }
    }

    private func answerMembers(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .setMember(let organization, let user, let isOwner):
            let member = try await client.setOrganizationMember(
                user, in: organization, role: isOwner ? .owner : .member)
            return (201, [ModelView(member)])
        case .removeMember(let organization, let user):
            try await client.removeOrganizationMember(user, from: organization)
            return (204, [])
        case .members(let organization):
            return (200, try await client.organizationMembers(of: organization, limit: 100).items.map(ModelView.init))
        case .organizations(let user):
            return (200, try await client.organizations(of: user, limit: 100).items.map(ModelView.init))
        default: preconditionFailure("\(self) is not about members")
        }
    }

    private func answerInvitations(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .invite(let organization, let user, let isOwner):
            let request = CreateOrganizationInvitationRequest(userRef: user, role: isOwner ? "owner" : "member")
            return (201, [ModelView(try await client.createOrganizationInvitation(to: organization, request))])
        case .withdraw(let organization, let user):
            try await client.deleteOrganizationInvitation(of: user, to: organization)
            return (204, [])
        case .answerInvitation(let organization, let user, let accepts):
            let request = OrganizationInvitationActionRequest(actionType: accepts ? "accept" : "reject")
            try await client.actOnOrganizationInvitation(of: user, to: organization, request)
            return (204, [])
        case .invitations(let organization):
            let found = try await client.organizationInvitations(to: organization, limit: 100)
            return (200, found.items.map(ModelView.init))
        default: preconditionFailure("\(self) is not about invitations")
        }
    }
}
