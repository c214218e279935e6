public import RemoteSources

/// Branches, tags, and what merge requests are fetched from.
extension GitLabDriver {
    public func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.first == "refs", parts.count > 2, !parts.contains("") else {
            throw .invalid(field: "ref", message: "a full ref such as refs/heads/main is needed")
        }
        let short = parts.dropFirst(2).joined(separator: "/")
        switch parts[1] {
        case "heads": return Self.ref(name, short, Self.api(repository, ["repository", "branches", short]))
        case "tags": return Self.ref(name, short, Self.api(repository, ["repository", "tags", short]))
        case "merge-requests" where parts.count == 4:
            return try Self.mergeRequestRef(name, parts[2], parts[3], repository)
        default: throw .notFound("there is no ref \(name) that GitLab's API knows of")
        }
    }

    private static func ref(_ name: String, _ short: String, _ path: [String]) -> Call<RemoteRef> {
        Call.value(ForgeRequest("GET", path), as: GitLabRefTarget.self) { target throws(DriverError) in
            guard target.name == short else { throw .notFound("there is no ref \(name)") }
            return RemoteRef(name: name, commitSHA: target.commit.id)
        }
    }

    private static func mergeRequestRef(
        _ name: String, _ number: String, _ end: String, _ repository: RepositoryPath
    ) throws(DriverError) -> Call<RemoteRef> {
        let path = api(repository, ["merge_requests", try Self.number(number, "ref")])
        switch end {
        case "head":
            return Call.value(ForgeRequest("GET", path), as: GitLabMergeRequest.self) { request throws(DriverError) in
                guard let sha = request.sha, !sha.isEmpty else { throw .notFound("there is no ref \(name)") }
                return RemoteRef(name: name, commitSHA: sha)
            }
        case "merge":
            return Call.value(
                ForgeRequest("GET", path + ["merge_ref"]), as: GitLabMergeRef.self
            ) { ref throws(DriverError) in
                RemoteRef(name: name, commitSHA: ref.commit_id)
            }
        default: throw .notFound("there is no ref \(name) that GitLab's API knows of")
        }
    }

    public func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try GitLabPages.call(Self.api(repository, ["repository", "branches"]), page, as: GitLabRefTarget.self) {
            RemoteRef(name: "refs/heads/\($0.name)", commitSHA: $0.commit.id)
        }
    }

    public func tags(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try GitLabPages.call(Self.api(repository, ["repository", "tags"]), page, as: GitLabRefTarget.self) {
            RemoteRef(name: "refs/tags/\($0.name)", commitSHA: $0.commit.id)
        }
    }
}
