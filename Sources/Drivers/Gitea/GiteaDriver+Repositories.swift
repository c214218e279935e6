public import RemoteSources

/// Repositories, refs, commits and files.
extension GiteaDriver {
    public func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        try Self.page(Self.api(["user", "repos"]), page, limit: 50, as: GiteaRepository.self) { $0.remoteRepository }
    }

    public func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        Call.value(Self.request("GET", try Self.api(path, [])), as: GiteaRepository.self) {
            repository throws(DriverError) in
            repository.remoteRepository
        }
    }

    public func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        Call.value(Self.request("GET", Self.api(["repositories", id])), as: GiteaRepository.self) {
            repository throws(DriverError) in repository.remoteRepository
        }
    }

    public func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.first == "refs", parts.count > 2 else {
            throw .invalid(field: "ref", message: "a full ref such as refs/heads/main is needed")
        }
        let request = Self.request("GET", try Self.api(repository, ["git"] + parts))
        let tags = try Self.api(repository, ["tags", parts.dropFirst(2).joined(separator: "/")])
        return Call(request) { response throws(DriverError) in
            // The path is a prefix: several refs may come, as a list, or one alone as an object.
            let answers = try ForgeAnswer.decode(OneOrMany<GiteaRef>.self, from: response).values
            guard let found = answers.first(where: { $0.ref == name }) else {
                throw .notFound("there is no ref \(name)")
            }
            guard found.object.type == "tag" else {
                return .done(RemoteRef(name: name, commitSHA: found.object.sha))
            }
            return .next(
                Call.value(Self.request("GET", tags), as: GiteaTag.self) { tag throws(DriverError) in
                    RemoteRef(name: name, commitSHA: tag.commit.sha)
                })
        }
    }

    public func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try Self.page(try Self.api(repository, ["branches"]), page, as: GiteaBranch.self) {
            RemoteRef(name: "refs/heads/\($0.name)", commitSHA: $0.commit.id)
        }
    }

    public func tags(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try Self.page(try Self.api(repository, ["tags"]), page, as: GiteaTag.self) {
            RemoteRef(name: "refs/tags/\($0.name)", commitSHA: $0.commit.sha)
        }
    }

    public func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        let request = Self.request("GET", try Self.api(repository, ["git", "commits", try CommitSHA.checked(sha)]))
        return Call.value(request, as: GiteaCommit.self) { commit throws(DriverError) in
            RemoteCommit(sha: commit.sha, message: commit.commit.message, webURL: commit.html_url)
        }
    }

    public func file(
        _ path: String, at ref: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<[UInt8]> {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw .invalid(field: "path", message: "a file's path has no empty parts, and no . or ..")
        }
        // Without a ref, the forge would answer for its default branch.
        guard !ref.isEmpty else { throw .invalid(field: "ref", message: "a commit, branch or tag is needed") }
        let request = ForgeRequest(
            "GET", try Self.api(repository, ["raw"] + parts), query: [.init("ref", ref)],
            headers: [.init("Accept", "*/*")], credential: .token)
        return Call(request) { response throws(DriverError) in
            try ForgeAnswer.check(response)
            return .done(response.body)
        }
    }
}
