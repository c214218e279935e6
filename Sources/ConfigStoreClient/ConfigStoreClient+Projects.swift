public import ConfigStoreAPI

/// Project groups. `ref` is a path, such as `org/acme/backend`, or an id.
extension ConfigStoreClient {
    public func projectGroup(_ ref: String) async throws(ConfigStoreClientError) -> ProjectGroup {
        try await call("GET", ["projectgroups", ref], as: ProjectGroup.self)
    }

    /// One page of the groups that a group holds itself, by name.
    ///
    /// - Parameter visibility: The global visibility of those that are wanted; nil for all.
    public func subgroups(
        of ref: String, visibility: Visibility? = nil, limit: Int? = nil, cursor: String? = nil,
        sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<ProjectGroup> {
        let query = visibility.map { [("visibility", $0.rawValue)] } ?? []
        return try await list(
            ["projectgroups", ref, "subgroups"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            query: query,
            of: ProjectGroup.self)
    }

    /// One page of the projects that a group holds itself, by name.
    ///
    /// - Parameter visibility: The global visibility of those that are wanted; nil for all.
    public func projects(
        of ref: String, visibility: Visibility? = nil, limit: Int? = nil, cursor: String? = nil,
        sortDirection: SortDirection? = nil
    ) async throws(ConfigStoreClientError) -> List<Project> {
        let query = visibility.map { [("visibility", $0.rawValue)] } ?? []
        return try await list(
            ["projectgroups", ref, "projects"], limit: limit, cursor: cursor, sortDirection: sortDirection,
            query: query,
            of: Project.self)
    }

    public func createProjectGroup(
        _ request: CreateProjectGroupRequest
    ) async throws(ConfigStoreClientError) -> ProjectGroup {
        try await call("POST", ["projectgroups"], body: request, as: ProjectGroup.self)
    }

    /// Renames or moves a group, or changes its visibility.
    public func updateProjectGroup(
        _ ref: String, _ request: UpdateProjectGroupRequest
    ) async throws(ConfigStoreClientError) -> ProjectGroup {
        try await call("PUT", ["projectgroups", ref], body: request, as: ProjectGroup.self)
    }

    /// Deletes a group; one that holds something only with everything in it.
    public func deleteProjectGroup(_ ref: String, cascade: Bool = false) async throws(ConfigStoreClientError) {
        try await delete(["projectgroups", ref], cascade: cascade)
    }
}

/// Projects. `ref` is a path, such as `org/acme/backend/api`, or an id.
extension ConfigStoreClient {
    public func project(_ ref: String) async throws(ConfigStoreClientError) -> Project {
        try await call("GET", ["projects", ref], as: Project.self)
    }

    public func createProject(_ request: CreateProjectRequest) async throws(ConfigStoreClientError) -> Project {
        try await call("POST", ["projects"], body: request, as: Project.self)
    }

    public func updateProject(
        _ ref: String, _ request: UpdateProjectRequest
    ) async throws(ConfigStoreClientError) -> Project {
        try await call("PUT", ["projects", ref], body: request, as: Project.self)
    }

    /// Deletes a project; one that holds something only with everything in it.
    public func deleteProject(_ ref: String, cascade: Bool = false) async throws(ConfigStoreClientError) {
        try await delete(["projects", ref], cascade: cascade)
    }

    /// The key is the one that the forge has; the webhook secrets are those that deliveries may be signed with.
    public func projectCredentials(_ ref: String) async throws(ConfigStoreClientError) -> ProjectCredentials {
        try await call("GET", ["projects", ref, "credentials"], as: ProjectCredentials.self)
    }
}
