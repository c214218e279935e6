import GitHubDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitHub's refs, files, pages and links")
struct GitHubRefTests {
    private let path = GitHubFixtures.path

    private func ref(_ name: String, _ bodies: [String]) async throws -> (RemoteRef, [String]) {
        let transport = ReplayTransport(bodies.map { GitHubFixtures.answer(200, $0) })
        let session = GitHubFixtures.session(over: transport)
        let repository = try RepositoryPath(path)
        let ref = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.ref(name, in: repository)
        }.output
        let root = "\(GitHubFixtures.root)/repos/\(path)/git"
        return (ref, transport.requests.map { String($0.url.dropFirst(root.count)) })
    }

    private func json(_ ref: String, _ sha: String, type: String = "commit") -> String {
        #"{"ref":"\#(ref)","object":{"type":"\#(type)","sha":"\#(sha)"}}"#
    }

    @Test("of annotated tags are followed to the commit, through tags of tags too")
    func annotated() async throws {
        let (tag, inner) = (String(repeating: "c", count: 40), String(repeating: "d", count: 40))
        let (found, urls) = try await ref(
            "refs/tags/v1",
            [
                json("refs/tags/v1", tag, type: "tag"), #"{"object":{"type":"tag","sha":"\#(inner)"}}"#,
                #"{"object":{"type":"commit","sha":"\#(GitHubFixtures.sha)"}}"#,
            ])
        #expect(found == RemoteRef(name: "refs/tags/v1", commitSHA: GitHubFixtures.sha))
        #expect(urls == ["/ref/tags/v1", "/tags/\(tag)", "/tags/\(inner)"])
    }

    @Test("of pull requests and of branches with slashes are found by their whole name")
    func names() async throws {
        for name in ["refs/pull/3/head", "refs/heads/feature/x", "refs/heads/a#b%"] {
            let (found, urls) = try await ref(name, [json(name, GitHubFixtures.sha)])
            #expect(found.name == name)
            #expect(urls == ["/ref/" + name.dropFirst(5).replacing("%", with: "%25").replacing("#", with: "%23")])
        }
    }

    @Test("that are another or lead to no commit are missing")
    func others() async throws {
        for body in [json("refs/heads/main-2", "a"), json("refs/heads/main", "a", type: "blob")] {
            await #expect(throws: OperationError.self) { try await ref("refs/heads/main", [body]) }
        }
        let endless = Array(repeating: #"{"object":{"type":"tag","sha":"a"}}"#, count: 40)
        await #expect(throws: OperationError.self) {
            try await ref("refs/tags/v1", [json("refs/tags/v1", "a", type: "tag")] + endless)
        }
    }

    @Test(
        "are refused unless they are full names",
        arguments: ["", "main", "refs", "refs/heads", "heads/main", "/refs/a"])
    func refusesNames(name: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GitHubDriver().ref(name, in: RepositoryPath(path))
        }
    }

    @Test(
        "refuse a commit id that is not a whole one", arguments: ["", "abc", "main", String(repeating: "g", count: 40)])
    func refusesCommits(sha: String) async throws {
        await #expect(throws: DriverError.self) { _ = try await GitHubDriver().commit(sha, in: RepositoryPath(path)) }
    }

    private func file(_ body: [UInt8], type: String) async throws(DriverError) -> [UInt8] {
        let call = try await GitHubDriver().file("a b#/c.json", at: "feature/x", in: RepositoryPath(path))
        #expect(call.request.path.suffix(3) == ["contents", "a b#", "c.json"])
        #expect(call.request.query == [.init("ref", "feature/x")])
        let response = ForgeResponse(status: 200, headers: ["content-type": type], body: body)
        guard case .done(let bytes) = try await call.read(response) else { return [] }
        return bytes
    }

    @Test(
        "are files as they are, JSON too, when GitHub says that they are raw",
        arguments: ["application/vnd.github.raw+json; charset=utf-8", "application/vnd.github.v3.raw; charset=utf-8"])
    func rawFiles(type: String) async throws {
        for body in [[], [0, 0xFF], Array("[1]".utf8), Array(#"{"type":"dir"}"#.utf8), Array("<html>".utf8)] {
            #expect(try await file(body, type: type) == body)
        }
    }

    @Test(
        "are no files when they are folders, submodules or something that is not read",
        arguments: [
            ("[]", "notFound"), (#" [{"type":"file"}]"#, "notFound"), (#"{"type":"submodule"}"#, "notFound"),
            (#"{"type":"file","encoding":"none","content":""}"#, "unavailable"),
            (#"{"type":"file","encoding":"base64","content":"!"}"#, "unavailable"), ("{}", "unavailable"),
        ])
    func noFiles(body: String, code: String) async {
        do throws(DriverError) {
            _ = try await file(Array(body.utf8), type: "application/json; charset=utf-8")
            #expect(code == "done")
        } catch {
            #expect(error.code == code)
        }
    }

    @Test(
        "refuse a file outside of the repository and an empty ref",
        arguments: [("", "main"), ("/a", "main"), ("a//b", "main"), ("../a", "main"), ("a/.", "main"), ("a", "")])
    func refusesFiles(file: String, ref: String) async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GitHubDriver().file(file, at: ref, in: RepositoryPath(path))
        }
    }

    @Test(
        "go on while GitHub's answer links a next page, which is counted and never followed",
        arguments: [
            (#"<https://evil.test/x?page=9>; rel="next", <https://api.github.com/x?page=4>; rel="last""#, true),
            (#"<https://api.github.com/x?page=1>; rel="prev", <https://api.github.com/x?page=2>; rel=next"#, true),
            (#"<https://api.github.com/x?page=1>; rel="first", <https://api.github.com/x?page=1>; rel="prev""#, false),
            ("", false), ("next", false),
        ])
    func pages(link: String, goesOn: Bool) async throws {
        let call = try await GitHubDriver().branches(in: RepositoryPath(path), page: PageToken("2"))
        #expect(call.request.query == [.init("per_page", "100"), .init("page", "2")])
        let step = try await call.read(ForgeResponse(status: 200, headers: ["link": link], body: Array("[]".utf8)))
        guard case .done(let page) = step else { return }
        #expect(page.next == (goesOn ? PageToken("3") : nil))
    }

    @Test("of tags have the commits behind them")
    func tags() async throws {
        let call = try await GitHubDriver().tags(in: RepositoryPath(path), page: nil)
        let body = #"[{"name":"v1","commit":{"sha":"\#(GitHubFixtures.sha)","url":""},"node_id":""}]"#
        guard case .done(let page) = try await call.read(ForgeResponse(status: 200, body: Array(body.utf8))) else {
            return
        }
        #expect(page.items == [RemoteRef(name: "refs/tags/v1", commitSHA: GitHubFixtures.sha)])
    }

    @Test(
        "refuse a page token that is none of theirs",
        arguments: ["", "0", "-1", "x", "1x", "1000001", "https://evil.test/"])
    func refusesTokens(token: String) async throws {
        await #expect(throws: DriverError.self) { _ = try await GitHubDriver().repositories(page: PageToken(token)) }
    }

    @Test(
        "have pages, escaped",
        arguments: [
            (LinkTarget.commit(sha: "abc"), "/commit/abc"), (.branch("feature/a b"), "/tree/feature/a%20b"),
            (.tag("v1#?%"), "/tree/v1%23%3F%25"), (.pullRequest(number: 7), "/pull/7"),
            (.compare(base: "main", head: "ü"), "/compare/main...%C3%BC"),
        ])
    func links(target: LinkTarget, expected: String) {
        let page = "https://github.com/octocat/Hello-World"
        #expect(GitHubDriver().link(to: target, webURL: page) == page + expected)
    }

    @Test("refuse a repository's path that has more than two parts")
    func refusesPaths() async throws {
        await #expect(throws: DriverError.self) {
            _ = try await GitHubDriver().repository(path: RepositoryPath("group/sub/name"))
        }
    }

    @Test(
        "have a word for every state of a commit, and no more than GitHub takes", arguments: CommitStatus.State.allCases
    )
    func states(state: CommitStatus.State) async throws {
        let words: [CommitStatus.State: JSONValue] = [
            .pending: "pending", .running: "pending", .success: "success", .skipped: "success", .failure: "failure",
            .cancelled: "error", .error: "error",
        ]
        let status = CommitStatus(state: state, context: "c", description: String(repeating: "ü", count: 1000))
        let call = try await GitHubDriver().createCommitStatus(
            status, for: GitHubFixtures.sha, in: RepositoryPath(path))
        guard case .json(.object(let members)) = call.request.body else { return }
        let sent = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(sent["state"] == words[state] && sent["target_url"] == nil)
        #expect(sent["description"] == .string(String(repeating: "ü", count: 140)))
    }
}
