public import RemoteSources

/// The driver for repositories that are known by a clone URL alone, whatever serves them.
///
/// There is no forge that could be asked: the host answers with what git says of the repository.
public struct PlainGitDriver: RemoteSourceDriver {
    /// Creates the driver; it keeps nothing.
    public init() {}

    public var manifest: DriverManifest {
        DriverManifest(
            id: "builtin/git", version: "1.0.0", configType: .manual, capabilities: [.refs, .files], authTypes: [])
    }

    private static func request(_ path: [String]) -> ForgeRequest { ForgeRequest("GET", path, credential: .none) }

    private struct Ref: Decodable, Sendable {
        let name: String
        let sha: String

        func remoteRef() throws(DriverError) -> RemoteRef {
            RemoteRef(name: name, commitSHA: try PlainGitDriver.checked(sha))
        }
    }

    private struct Commit: Decodable, Sendable {
        let sha: String
        let message: String
    }

    public func ref(_ name: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteRef> {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard name == "HEAD" || (parts.first == "refs" && parts.count > 2) else {
            throw .invalid(field: "ref", message: "a full ref such as refs/heads/main, or HEAD, is needed")
        }
        return Call.value(Self.request(["ref", name]), as: Ref.self) { ref throws(DriverError) in
            guard name == "HEAD" ? ref.name.hasPrefix("refs/heads/") : ref.name == name else {
                throw .notFound("there is no ref \(name)")
            }
            return try ref.remoteRef()
        }
    }

    public func branches(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try Self.list("heads", page)
    }

    public func tags(
        in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<RemoteRef>> {
        try Self.list("tags", page)
    }

    /// Git tells all of them at once.
    private static func list(_ kind: String, _ page: PageToken?) throws(DriverError) -> Call<Page<RemoteRef>> {
        guard page == nil else {
            throw .invalid(field: "page", message: "a list of this driver has one page")
        }
        return Call.value(request(["refs", kind]), as: [Ref].self) { refs throws(DriverError) in
            var items: [RemoteRef] = []
            for ref in refs {
                guard ref.name.hasPrefix("refs/\(kind)/") else {
                    throw .unavailable("the repository's answer has a ref that was not asked for")
                }
                items.append(try ref.remoteRef())
            }
            return Page(items: items, next: nil)
        }
    }

    public func commit(_ sha: String, in repository: RepositoryPath) async throws(DriverError) -> Call<RemoteCommit> {
        let request = Self.request(["commits", try CommitSHA.checked(sha)])
        return Call.value(request, as: Commit.self) { commit throws(DriverError) in
            guard commit.sha == sha else { throw .notFound("there is no commit \(sha)") }
            return RemoteCommit(sha: sha, message: commit.message, webURL: nil)
        }
    }

    public func file(
        _ path: String, at ref: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<[UInt8]> {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw .invalid(field: "path", message: "a file's path has no empty parts, and no . or ..")
        }
        guard !ref.isEmpty else { throw .invalid(field: "ref", message: "a commit, branch or tag is needed") }
        if (try? CommitSHA.checked(ref)) != nil { return Self.file(parts, in: ref) }
        // Git reads files of commits: first it is asked which one it is.
        return Call(Self.request(["ref", ref])) { response throws(DriverError) in
            let found = try ForgeAnswer.decode(Ref.self, from: response).remoteRef()
            let names = [ref, "refs/heads/\(ref)", "refs/tags/\(ref)"]
            guard ref == "HEAD" || names.contains(found.name) else { throw .notFound("there is no ref \(ref)") }
            return .next(Self.file(parts, in: found.commitSHA))
        }
    }

    private static func file(_ parts: [String], in sha: String) -> Call<[UInt8]> {
        var request = request(["files", sha] + parts)
        request.headers = [.init("Accept", "*/*")]
        return Call(request) { response throws(DriverError) in
            try ForgeAnswer.check(response)
            return .done(response.body)
        }
    }

    /// A commit's id in an answer.
    private static func checked(_ sha: String) throws(DriverError) -> String {
        do throws(DriverError) {
            return try CommitSHA.checked(sha)
        } catch {
            throw .unavailable("the repository's answer has no commit in it")
        }
    }
}
