/// Invitations to organizations. Users and organizations are names or ids.
extension GatewayClient {
    /// One page of the invitations to an organization; for its owners and administrators.
    ///
    /// - Parameters:
    ///   - organization: Name or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 `organizationDoesNotExist`.
    public func organizationInvitations(
        to organization: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<OrganizationInvitation> {
        try await page(
            ["orgs", organization, "invitations"], limit: limit, cursor: cursor, of: OrganizationInvitation.self)
    }

    /// All invitations to an organization, page by page.
    ///
    /// - Parameter organization: Name or id.
    public func allOrganizationInvitations(to organization: String) -> Items<OrganizationInvitation> {
        Items { cursor throws(GatewayClientError) in
            try await organizationInvitations(to: organization, limit: 100, cursor: cursor)
        }
    }

    /// A user's invitation to an organization; for its owners and administrators.
    ///
    /// - Throws: `GatewayClientError`: 404 `invitationDoesNotExist`.
    public func organizationInvitation(
        of user: String, to organization: String
    ) async throws(GatewayClientError) -> OrganizationInvitation {
        try await call("GET", ["orgs", organization, "invitations", user], as: OrganizationInvitation.self)
    }

    /// Invites a user.
    ///
    /// - Parameters:
    ///   - user: Name or id.
    ///   - organization: Name or id.
    ///   - role: What the user becomes: `owner` or `member`.
    /// - Throws: `GatewayClientError`: 400 `invalidRole`, 404, 409 `orgMemberAlreadyExists`, `invitationAlreadyExists`.
    public func createOrganizationInvitation(
        of user: String, to organization: String, role: String
    ) async throws(GatewayClientError) -> OrganizationInvitation {
        try await call(
            "POST", ["orgs", organization, "invitations"], body: ["user_ref": user, "role": role],
            as: OrganizationInvitation.self)
    }

    /// Takes an invitation back.
    ///
    /// - Throws: `GatewayClientError`: 404 `invitationDoesNotExist`.
    public func deleteOrganizationInvitation(
        of user: String, to organization: String
    ) async throws(GatewayClientError) {
        try await call("DELETE", ["orgs", organization, "invitations", user])
    }

    /// One page of the caller's own invitations.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403 `noUser` for the admin token.
    public func ownInvitations(
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<OrganizationInvitation> {
        try await page(["user", "org_invitations"], limit: limit, cursor: cursor, of: OrganizationInvitation.self)
    }

    /// All of the caller's own, page by page.
    public var allOwnInvitations: Items<OrganizationInvitation> {
        Items { cursor throws(GatewayClientError) in try await ownInvitations(limit: 100, cursor: cursor) }
    }

    /// Becomes what the caller's invitation says.
    ///
    /// - Throws: `GatewayClientError`: 404 `invitationDoesNotExist`.
    public func acceptInvitation(to organization: String) async throws(GatewayClientError) {
        try await answerInvitation(to: organization, "accept")
    }

    /// Turns the caller's invitation down.
    ///
    /// - Throws: `GatewayClientError`: 404 `invitationDoesNotExist`.
    public func rejectInvitation(to organization: String) async throws(GatewayClientError) {
        try await answerInvitation(to: organization, "reject")
    }

    private func answerInvitation(to organization: String, _ action: String) async throws(GatewayClientError) {
        try await call(
            "PUT", ["user", "org_invitations", organization, "actions"], body: ["action_type": action])
    }
}
