import Foundation
public import RemoteSources

/// Repositories, refs, commits and files.
extension GitHubDriver {
    public func repositories(page: PageToken?) async throws(DriverError) -> Call<Page<RemoteRepository>> {
        let query = [ForgeRequest.QueryItem("affiliation", "owner,collaborator,organization_member")]
        return try Self.page(["user", "repos"], page, query: query, as: [GitHubRepository].self) {
            $0.map(\.remoteRepository)
        }
    }

    public func repository(path: RepositoryPath) async throws(DriverError) -> Call<RemoteRepository> {
        Self.value(Self.request("GET", try Self.api(path, [])), as: GitHubRepository.self) {
            repository throws(DriverError) in
            repository.remoteRepository
        }
    }

    public func repository(id: String) async throws(DriverError) -> Call<RemoteRepository> {
        Self.value(Self.request("GET", ["repositories", id]), as: GitHubRepository.self) {
            repository throws(DriverError) in repository.remoteRepository
        }
    }

    public func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.first == "refs", parts.count > 2 else {
            throw .invalid(field: "ref", message: "a full ref such as refs/heads/main is needed")
        }
        let tags = try Self.api(repository, ["git", "tags"])
        let request = Self.request("GET", try Self.api(repository, ["git", "ref"] + parts.dropFirst()))
        return Call(request) { response throws(DriverError) in
            let answer = try Self.decode(GitHubRef.self, ofRepository: response)
            guard answer.ref == name else { throw .notFound("there is no ref \(name)") }
            return try Self.peeled(answer.object, name, tags)
        }
    }

    /// Goes on from an annotated tag to what it is of, which may be another one.
    private static func peeled(
        _ object: GitHubObject, _ name: String, _ tags: [String]
    ) throws(DriverError) -> CallStep<RemoteRef> {
        guard object.type == "tag" else {
            guard object.type == "commit" else { throw .notFound("\(name) leads to no commit") }
            return .done(RemoteRef(name: name, commitSHA: object.sha))
        }
        return .next(
            Call(request("GET", tags + [object.sha])) { response throws(DriverError) in
                try peeled(try GitHubAnswer.decode(GitHubTagObject.self, from: response).object, name, tags)
            })
    }

    /// A repository without commits answers 409 for whatever is asked of its commits.
    private static func decode<Value: Decodable>(
        _ type: Value.Type, ofRepository response: ForgeResponse
    ) throws(DriverError) -> Value {
        do throws(DriverError) {
            return try GitHubAnswer.decode(type, from: response)
        } catch .conflict(let message) {
            throw .notFound(message)
        }
    }

    public func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try Self.page(try Self.api(repository, ["branches"]), page, as: [GitHubNamedCommit].self) { branches in
            branches.map { RemoteRef(name: "refs/heads/\($0.name)", commitSHA: $0.commit.sha) }
        }
    }

    public func tags(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try Self.page(try Self.api(repository, ["tags"]), page, as: [GitHubNamedCommit].self) { tags in
            tags.map { RemoteRef(name: "refs/tags/\($0.name)", commitSHA: $0.commit.sha) }
        }
    }

    public func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        // One file a page, since the files are of no interest and may be hundreds.
        let request = Self.request(
            "GET", try Self.api(repository, ["commits", try CommitSHA.checked(sha)]), query: [.init("per_page", "1")])
        return Call(request) { response throws(DriverError) in
            if response.status == 422 { throw .notFound("there is no commit \(sha)") }
            let commit = try Self.decode(GitHubCommit.self, ofRepository: response)
            return .done(RemoteCommit(sha: commit.sha, message: commit.commit.message, webURL: commit.html_url))
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
        let request = Self.request(
            "GET", try Self.api(repository, ["contents"] + parts), query: [.init("ref", ref)],
            accept: "application/vnd.github.raw+json")
        return Call(request) { response throws(DriverError) in
            try GitHubAnswer.check(response)
            let type = response.headers["content-type"]?.lowercased() ?? ""
            // What isn't raw is a folder or a submodule, or a file from a server that doesn't know the raw form.
            guard type.hasPrefix("application/json") else { return .done(response.body) }
            return .done(try Self.bytes(ofContent: response, path))
        }
    }

    private static func bytes(ofContent response: ForgeResponse, _ path: String) throws(DriverError) -> [UInt8] {
        try GitHubAnswer.check(response)
        guard response.body.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) != UInt8(ascii: "[") else {
            throw .notFound("\(path) is a folder")
        }
        let content = try ForgeAnswer.decode(GitHubContent.self, from: response)
        guard content.type == "file" else { throw .notFound("\(path) is no file") }
        guard content.encoding == "base64",
            let bytes = Data(base64Encoded: content.content ?? "", options: .ignoreUnknownCharacters)
        else { throw .unavailable("GitHub gives \(path) in a form that can't be read") }
        return Array(bytes)
    }
}
