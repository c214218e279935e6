public import RemoteSources

/// Repositories, commits and files.
extension GitLabDriver {
    /// Those that the user may set up: what a maintainer may do, nobody below can.
    public func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        try GitLabPages.keyset(
            Self.api(["projects"]),
            query: [
                .init("archived", "false"), .init("membership", "true"),
                .init("min_access_level", String(GitLabAccess.maintainer)),
            ], after: page, as: GitLabProject.self, id: \.id
        ) { project in
            project.remoteRepository(accessLevel: max(project.accessLevel, GitLabAccess.maintainer))
        }
    }

    public func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        project(path.description)
    }

    public func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        project(try Self.number(id, "id"))
    }

    private func project(_ name: String) -> Call<RemoteRepository> {
        Call(ForgeRequest("GET", Self.api(["projects", name]))) { response throws(DriverError) in
            let project = try ForgeAnswer.decode(GitLabProject.self, from: response)
            guard project.accessLevel < GitLabAccess.maintainer else {
                return .done(project.remoteRepository(accessLevel: project.accessLevel))
            }
            // The answer leaves rights out that come from a group above; the list of members has them.
            return .next(Self.withInheritedAccess(project))
        }
    }

    private static func withInheritedAccess(_ project: GitLabProject) -> Call<RemoteRepository> {
        Call(ForgeRequest("GET", api(["user"]))) { response throws(DriverError) in
            let user = try ForgeAnswer.decode(GitLabUser.self, from: response)
            let path = api(["projects", String(project.id), "members", "all", String(user.id)])
            return .next(
                Call(ForgeRequest("GET", path)) { response throws(DriverError) in
                    // Who is no member of something public sees it all the same.
                    try ForgeAnswer.check(response, accepting: [404])
                    let level =
                        response.status == 404
                        ? 0 : try ForgeAnswer.decode(GitLabMember.self, from: response).access_level
                    return .done(project.remoteRepository(accessLevel: max(level, project.accessLevel)))
                })
        }
    }

    public func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        let path = Self.api(repository, ["repository", "commits", try CommitSHA.checked(sha)])
        return Call.value(ForgeRequest("GET", path), as: GitLabCommit.self) { commit throws(DriverError) in
            RemoteCommit(sha: commit.id, message: commit.message, webURL: commit.web_url)
        }
    }

    public func file(
        _ path: String, at ref: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<[UInt8]> {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw .invalid(field: "path", message: "a file's path has no empty parts, and no . or ..")
        }
        // Without a ref, the forge would answer for its default branch.
        guard !ref.isEmpty else { throw .invalid(field: "ref", message: "a commit, branch or tag is needed") }
        let request = ForgeRequest(
            "GET", Self.api(repository, ["repository", "files", path, "raw"]), query: [.init("ref", ref)],
            headers: [.init("Accept", "*/*")])
        return Call(request) { response throws(DriverError) in
            try ForgeAnswer.check(response)
            return .done(response.body)
        }
    }
}
