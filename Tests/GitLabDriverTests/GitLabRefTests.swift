import GitLabDriver
import RemoteSources
import Testing

@Suite("GitLab's refs, files and links")
struct GitLabRefTests {
    private static let sha1 = String(repeating: "a1", count: 20)
    private static let sha256 = String(repeating: "b2", count: 32)
    private static let project = ["api", "v4", "projects", "group/sub/hello"]

    private func read(_ name: String, _ body: String) async throws -> (path: [String], ref: RemoteRef?) {
        let call = try await GitLabDriver().ref(name, in: RepositoryPath(GitLabFixtures.path))
        guard case .done(let ref) = try await call.read(ForgeResponse(status: 200, body: Array(body.utf8))) else {
            return (call.request.path, nil)
        }
        return (call.request.path, ref)
    }

    @Test("are found by their kind and whole name, slashes and all", arguments: [sha1, sha256])
    func names(sha: String) async throws {
        let (path, branch) = try await read(
            "refs/heads/feature/x", #"{"name":"feature/x","commit":{"id":"\#(sha)"}}"#)
        #expect(path == Self.project + ["repository", "branches", "feature/x"])
        #expect(branch == RemoteRef(name: "refs/heads/feature/x", commitSHA: sha))
        // Of an annotated tag, `target` is the tag object.
        let object = String(repeating: "c", count: sha.count)
        let (tagPath, tag) = try await read(
            "refs/tags/v1", #"{"name":"v1","target":"\#(object)","message":"m","commit":{"id":"\#(sha)"}}"#)
        #expect(tagPath == Self.project + ["repository", "tags", "v1"])
        #expect(tag?.commitSHA == sha)
        let (mergePath, merge) = try await read("refs/merge-requests/7/merge", #"{"commit_id":"\#(sha)"}"#)
        #expect(mergePath == Self.project + ["merge_requests", "7", "merge_ref"])
        #expect(merge?.commitSHA == sha)
    }

    @Test("that the server answers with another one are not there")
    func otherName() async throws {
        await #expect(throws: DriverError.notFound("there is no ref refs/heads/feature")) {
            _ = try await read("refs/heads/feature", #"{"name":"feature-2","commit":{"id":"\#(Self.sha1)"}}"#)
        }
    }

    @Test(
        "are refused unless they are full names",
        arguments: [
            "", "main", "refs", "refs/heads", "heads/main", "/refs/a", "refs/heads/", "refs/pull/1/head",
            "refs/merge-requests/x/head", "refs/merge-requests/1/other", "refs/merge-requests/1",
        ])
    func refusesNames(name: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GitLabDriver().ref(name, in: RepositoryPath(GitLabFixtures.path))
        }
    }

    @Test(
        "refuse a commit id that is not a whole one", arguments: ["", "abc", "main", String(repeating: "g", count: 40)])
    func refusesCommits(sha: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GitLabDriver().commit(sha, in: RepositoryPath(GitLabFixtures.path))
        }
    }

    @Test("name a file by one part of the address")
    func files() async throws {
        let path = try RepositoryPath(GitLabFixtures.path)
        let call = try await GitLabDriver().file(".sallyport/a b#.yaml", at: "feature/x", in: path)
        #expect(call.request.path == Self.project + ["repository", "files", ".sallyport/a b#.yaml", "raw"])
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
            _ = try await GitLabDriver().file(path, at: ref, in: RepositoryPath(GitLabFixtures.path))
        }
    }

    @Test("refuse an id that is no number", arguments: ["", "a/b", "1x", "-1", "..", "12345678901234567890"])
    func refusesIDs(id: String) async throws {
        let (driver, path) = (GitLabDriver(), try RepositoryPath(GitLabFixtures.path))
        await #expect(throws: DriverError.self) { _ = try await driver.repository(id: id) }
        await #expect(throws: DriverError.self) { _ = try await driver.deleteWebhook(id: id, in: path) }
        await #expect(throws: DriverError.self) { _ = try await driver.deleteDeployKey(id: id, in: path) }
    }

    @Test(
        "have pages, escaped",
        arguments: [
            (LinkTarget.commit(sha: "abc"), "/-/commit/abc"), (.branch("feature/a b"), "/-/tree/feature/a%20b"),
            (.tag("v1#?%"), "/-/tags/v1%23%3F%25"), (.pullRequest(number: 7), "/-/merge_requests/7"),
            (.compare(base: "main", head: "ü"), "/-/compare/main...%C3%BC"),
        ])
    func links(target: LinkTarget, expected: String) {
        let page = "https://git.test/gitlab/group/sub/hello"
        #expect(GitLabDriver().link(to: target, webURL: page) == page + expected)
    }
}
