public import ConfigStoreAPI

/// Organizations. `ref` is a name or an id.
extension ConfigStoreClient {
    /// One page, by name.
    public func organizations(
        visibility: Visibility? = nil, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<Organization> {
        let query = visibility.map { [("visibility", $0.rawValue)] } ?? []
        return try await list(
            ["orgs"], limit: limit, cursor: cursor, sortDirection: sortDirection, query: query, of: Organization.self)
    }

    public func organization(_ ref: String) async throws(ConfigStoreClientError) -> Organization {
        try await call("GET", ["orgs", ref], as: Organization.self)
    }

    public func createOrganization(
        _ request: CreateOrganizationRequest
    ) async throws(ConfigStoreClientError) -> Organization {
        try await call("POST", ["orgs"], body: request, as: Organization.self)
    }

    public func updateOrganization(
        _ ref: String, _ request: UpdateOrganizationRequest
    ) async throws(ConfigStoreClientError) -> Organization {
        try await call("PUT", ["orgs", ref], body: request, as: Organization.self)
    }

    /// Deletes an organization; one that holds something only with everything in it.
    public func deleteOrganization(_ ref: String, cascade: Bool = false) async throws(ConfigStoreClientError) {
        try await delete(["orgs", ref], cascade: cascade)
    }
}

/// Members.
extension ConfigStoreClient {
    /// One page, those who are users the longest first.
    public func organizationMembers(
        of organization: String, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<OrganizationMember> {
        try await list(
            ["orgs", organization, "members"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            of: OrganizationMember.self)
    }

    /// Adds a member or changes the role of one. A pending invitation is gone afterwards.
    public func setOrganizationMember(
        _ user: String, in organization: String, role: OrganizationRole
    ) async throws(ConfigStoreClientError) -> OrganizationMember {
        try await call(
            "PUT", ["orgs", organization, "members", user], body: SetOrganizationMemberRequest(role: role.rawValue),
            as: OrganizationMember.self)
    }

    public func removeOrganizationMember(
        _ user: String, from organization: String
    ) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["orgs", organization, "members", user])
    }

    /// One page of a user's organizations, the oldest first.
    public func organizations(
        of user: String, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<UserOrganization> {
        try await list(
            ["users", user, "orgs"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            of: UserOrganization.self)
    }

    /// What a user is in an organization; 404 `orgMemberDoesNotExist` for somebody who is nothing there.
    public func organization(
        _ organization: String, of user: String
    ) async throws(ConfigStoreClientError) -> UserOrganization {
        try await call("GET", ["users", user, "orgs", organization], as: UserOrganization.self)
    }
}

/// Invitations.
extension ConfigStoreClient {
    /// One page.
    public func organizationInvitations(
        to organization: String, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<OrganizationInvitation> {
        try await list(
            ["orgs", organization, "invitations"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            of: OrganizationInvitation.self)
    }

    /// One page of those that a user has.
    public func organizationInvitations(
        of user: String, limit: Int? = nil, cursor: String? = nil, sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<OrganizationInvitation> {
        try await list(
            ["users", user, "org_invitations"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            of: OrganizationInvitation.self)
    }

    public func organizationInvitation(
        of user: String, to organization: String
    ) async throws(ConfigStoreClientError) -> OrganizationInvitation {
        try await call("GET", ["orgs", organization, "invitations", user], as: OrganizationInvitation.self)
    }

    public func createOrganizationInvitation(
        to organization: String, _ request: CreateOrganizationInvitationRequest
    ) async throws(ConfigStoreClientError) -> OrganizationInvitation {
        try await call("POST", ["orgs", organization, "invitations"], body: request, as: OrganizationInvitation.self)
    }

    public func deleteOrganizationInvitation(
        of user: String, to organization: String
    ) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["orgs", organization, "invitations", user])
    }

    /// Accepts or rejects an invitation for the user who has it.
    public func actOnOrganizationInvitation(
        of user: String, to organization: String, _ request: OrganizationInvitationActionRequest
    ) async throws(ConfigStoreClientError) {
        try await call("PUT", ["orgs", organization, "invitations", user, "actions"], body: request)
    }
}
