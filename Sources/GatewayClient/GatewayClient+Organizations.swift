/// Organizations. `ref` is a name or an id.
extension GatewayClient {
    /// One page of the public organizations, by name; administrators see the private ones too.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`.
    public func organizations(
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Organization> {
        try await page(["orgs"], limit: limit, cursor: cursor, of: Organization.self)
    }

    /// All of them, page by page.
    public var allOrganizations: Items<Organization> {
        Items { cursor throws(GatewayClientError) in try await organizations(limit: 100, cursor: cursor) }
    }

    /// One page of the caller's own organizations, with the caller's role in each.
    ///
    /// - Parameters:
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403 `noUser` for the admin token.
    public func ownOrganizations(
        limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<OwnOrganization> {
        try await page(["user", "orgs"], limit: limit, cursor: cursor, of: OwnOrganization.self)
    }

    /// All of the caller's own, page by page.
    public var allOwnOrganizations: Items<OwnOrganization> {
        Items { cursor throws(GatewayClientError) in try await ownOrganizations(limit: 100, cursor: cursor) }
    }

    /// One organization.
    ///
    /// - Throws: `GatewayClientError`: 404 `organizationDoesNotExist`, also for a private one of others.
    public func organization(_ ref: String) async throws(GatewayClientError) -> Organization {
        try await call("GET", ["orgs", ref], as: Organization.self)
    }

    /// Creates an organization, which the caller owns; what the admin token creates has nobody yet.
    ///
    /// - Throws: `GatewayClientError`: 400 `invalidOrganizationName`, `invalidVisibility`, 409
    ///   `organizationAlreadyExists`.
    public func createOrganization(
        _ name: String, visibility: String
    ) async throws(GatewayClientError) -> Organization {
        try await call("POST", ["orgs"], body: ["name": name, "visibility": visibility], as: Organization.self)
    }

    /// Changes an organization; what is nil stays as it is. For its owners and administrators.
    ///
    /// - Throws: `GatewayClientError` as creating does, and 403, 404.
    public func updateOrganization(
        _ ref: String, name: String? = nil, visibility: String? = nil
    ) async throws(GatewayClientError) -> Organization {
        let changes = ["name": name, "visibility": visibility].compactMapValues { $0 }
        return try await call("PUT", ["orgs", ref], body: changes, as: Organization.self)
    }

    /// Deletes an organization with its members and invitations.
    ///
    /// - Parameters:
    ///   - ref: Name or id.
    ///   - cascade: Whether everything in it goes too.
    /// - Throws: `GatewayClientError`: 409 `organizationInUse` without `cascade` when it holds something.
    public func deleteOrganization(_ ref: String, cascade: Bool = false) async throws(GatewayClientError) {
        try await delete(["orgs", ref], cascade: cascade)
    }
}

/// Members.
extension GatewayClient {
    /// One page of an organization's members.
    ///
    /// - Parameters:
    ///   - organization: Name or id.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 404 `organizationDoesNotExist`.
    public func organizationMembers(
        of organization: String, limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<OrganizationMember> {
        struct Answer: Decodable {
            let members: [OrganizationMember]
        }
        return try await page(
            ["orgs", organization, "members"], limit: limit, cursor: cursor, in: Answer.self, items: \.members)
    }

    /// All of an organization's members, page by page.
    ///
    /// - Parameter organization: Name or id.
    public func allOrganizationMembers(of organization: String) -> Items<OrganizationMember> {
        Items { cursor throws(GatewayClientError) in
            try await organizationMembers(of: organization, limit: 100, cursor: cursor)
        }
    }

    /// Adds a member, or gives one another role. A pending invitation is gone then.
    ///
    /// - Parameters:
    ///   - user: Name or id.
    ///   - organization: Name or id.
    ///   - role: `owner` or `member`.
    /// - Throws: `GatewayClientError`: 400 `invalidRole`, 404, 409 `lastOwner`.
    public func setOrganizationMember(
        _ user: String, of organization: String, role: String
    ) async throws(GatewayClientError) -> OrganizationMember {
        try await call(
            "PUT", ["orgs", organization, "members", user], body: ["role": role], as: OrganizationMember.self)
    }

    /// Takes a member out of an organization; members may take themselves out.
    ///
    /// - Throws: `GatewayClientError`: 404 `orgMemberDoesNotExist`, 409 `lastOwner`.
    public func removeOrganizationMember(
        _ user: String, of organization: String
    ) async throws(GatewayClientError) {
        try await call("DELETE", ["orgs", organization, "members", user])
    }
}
