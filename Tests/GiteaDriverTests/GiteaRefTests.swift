import GiteaDriver
import RemoteSources
import Testing

@Suite("Gitea's refs, files and links")
struct GiteaRefTests {
    private static let sha1 = String(repeating: "a1", count: 20)
    private static let sha256 = String(repeating: "b2", count: 32)

    private func json(_ ref: String, _ sha: String, type: String = "commit") -> String {
        #"{"ref":"\#(ref)","url":"","object":{"type":"\#(type)","sha":"\#(sha)","url":""}}"#
    }

    private func read(_ name: String, _ body: String) async throws -> CallStep<RemoteRef> {
        try await GiteaDriver().ref(name, in: RepositoryPath("alice/hello"))
            .read(ForgeResponse(status: 200, body: Array(body.utf8)))
    }

    @Test("are found by their whole name among those that begin with it", arguments: [sha1, sha256])
    func wholeName(sha: String) async throws {
        let one = json("refs/heads/feature", sha)
        let others = [json("refs/heads/feature-2", "0"), json("refs/heads/feature/x", "1")]
        for body in [one, "[\(one)]", "[\((others + [one]).joined(separator: ","))]"] {
            guard case .done(let ref) = try await read("refs/heads/feature", body) else {
                Issue.record("one request is enough")
                return
            }
            #expect(ref == RemoteRef(name: "refs/heads/feature", commitSHA: sha))
        }
        for body in [others[0], "[\(others.joined(separator: ","))]", "[]"] {
            await #expect(throws: DriverError.notFound("there is no ref refs/heads/feature")) {
                _ = try await read("refs/heads/feature", body)
            }
        }
    }

    @Test("of annotated tags are followed to the commit", arguments: [sha1, sha256])
    func annotated(sha: String) async throws {
        let tag = json("refs/tags/v1", String(repeating: "c", count: sha.count), type: "tag")
        guard case .next(let call) = try await read("refs/tags/v1", tag) else {
            Issue.record("a second request is needed")
            return
        }
        #expect(call.request.path == ["api", "v1", "repos", "alice", "hello", "tags", "v1"])
        let body = #"{"name":"v1","commit":{"sha":"\#(sha)"}}"#
        guard case .done(let ref) = try await call.read(ForgeResponse(status: 200, body: Array(body.utf8))) else {
            Issue.record("two requests are enough")
            return
        }
        #expect(ref.commitSHA == sha)
    }

    @Test(
        "are refused unless they are full names",
        arguments: ["", "main", "refs", "refs/heads", "heads/main", "/refs/a"])
    func refusesNames(name: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GiteaDriver().ref(name, in: RepositoryPath("alice/hello"))
        }
    }

    @Test(
        "refuse a commit id that is not a whole one", arguments: ["", "abc", "main", String(repeating: "g", count: 40)])
    func refusesCommits(sha: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GiteaDriver().commit(sha, in: RepositoryPath("alice/hello"))
        }
    }

    @Test("name a file by its parts")
    func files() async throws {
        let path = try RepositoryPath("alice/hello")
        let call = try await GiteaDriver().file(".sallyport/a b#.yaml", at: "feature/x", in: path)
        #expect(call.request.path.suffix(3) == ["raw", ".sallyport", "a b#.yaml"])
        #expect(call.request.query == [.init("ref", "feature/x")])
        guard case .done(let bytes) = try await call.read(ForgeResponse(status: 200, body: [0, 0xFF])) else {
            Issue.record("one request is enough")
            return
        }
        #expect(bytes == [0, 0xFF])
    }

    @Test(
        "refuse a file outside of the repository and an empty ref",
        arguments: [("", "main"), ("/a", "main"), ("a//b", "main"), ("../a", "main"), ("a/.", "main"), ("a", "")])
    func refusesFiles(path: String, ref: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GiteaDriver().file(path, at: ref, in: RepositoryPath("alice/hello"))
        }
    }

    @Test(
        "have pages, escaped",
        arguments: [
            (LinkTarget.commit(sha: "abc"), "/commit/abc"), (.branch("feature/a b"), "/src/branch/feature/a%20b"),
            (.tag("v1#?%"), "/src/tag/v1%23%3F%25"), (.pullRequest(number: 7), "/pulls/7"),
            (.compare(base: "main", head: "ü"), "/compare/main...%C3%BC"),
        ])
    func links(target: LinkTarget, expected: String) {
        let page = "https://git.test/sub/alice/hello"
        #expect(GiteaDriver().link(to: target, webURL: page) == page + expected)
    }

    @Test("refuse a repository's path that has more than two parts")
    func refusesPaths() async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GiteaDriver().repository(path: RepositoryPath("group/sub/name"))
        }
    }
}
