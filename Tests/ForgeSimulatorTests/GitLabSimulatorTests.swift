import ForgeSimulator
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("The driver for GitLab at the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct GitLabSimulatorTests {
    private func fixture() -> (ForgeFixture, RemoteSourceSession) {
        let fixture = ForgeFixture(kind: .gitlab)
        fixture.state.addUser("alice", password: "password", email: "alice@example.test")
        let token = fixture.state.addToken("t", for: "alice")
        return (
            fixture, fixture.session(CredentialSet(accessToken: token))
        )
    }

    @Test("knows who the token is of, and that another one is nobody's")
    func user() async throws {
        let (fixture, session) = fixture()
        let user = try await session.currentUser()
        #expect(user.loginName == "alice" && user.email == "alice@example.test")
        #expect(user.avatarURL == "http://localhost:3300/uploads/user/avatar/1/index.png")
        let error = await #expect(throws: OperationError.self) {
            _ = try await fixture.session(CredentialSet(accessToken: "wrong-token")).currentUser()
        }
        #expect(error?.code == "unauthorized")
    }

    @Test("lists what one may set up, over all pages, in nested groups too", arguments: [0, 1, 99, 100, 101, 250])
    func repositories(count: Int) async throws {
        let (fixture, session) = fixture()
        fixture.state.addUser("bob", password: "password")
        fixture.state.addGroup("group", owner: "alice")
        fixture.state.addGroup("group/sub", owner: "bob")
        fixture.state.addRepository("others", owner: "bob")
        for number in 0..<count { fixture.state.addRepository("r\(number)", owner: "group/sub", isPrivate: true) }
        let list = try await session.allRepositories()
        #expect(list.isComplete)
        #expect(list.items.map(\.path) == (0..<count).map { "group/sub/r\($0)" })
        #expect(list.items.allSatisfy { $0.permissions.admin && $0.isPrivate })
        // The end of a list is an empty page.
        #expect(fixture.state.requests.count == (count + 99) / 100 + 1)
    }

    @Test("sees rights that come from a group above, by path and by id")
    func inheritedRights() async throws {
        let (fixture, session) = fixture()
        fixture.state.addUser("bob", password: "password")
        fixture.state.addGroup("group", owner: "alice")
        fixture.state.addGroup("group/sub", owner: "bob")
        let id = fixture.state.addRepository("hello", owner: "group/sub", isPrivate: true)
        let found = try await session.repository(path: RepositoryPath("group/sub/hello"))
        #expect(found.id == String(id) && found.permissions.admin && found.defaultBranch == "main")
        #expect(try await session.repository(id: String(id)) == found)
        let others = fixture.state.addRepository("open", owner: "bob")
        let open = try await session.repository(id: String(others))
        #expect(open.permissions == .init(admin: false, push: false, pull: true) && !open.isPrivate)
    }

    @Test("follows a renamed project, and doesn't find what it may not see")
    func renamed() async throws {
        let (fixture, session) = fixture()
        let id = fixture.state.addRepository("hello", owner: "alice")
        fixture.state.renameRepository(owner: "alice", name: "hello", to: "other")
        #expect(try await session.repository(path: RepositoryPath("alice/hello")).path == "alice/other")
        fixture.state.addUser("bob", password: "password")
        fixture.state.addRepository("secret", owner: "bob", isPrivate: true)
        let error = await #expect(throws: OperationError.self) {
            _ = try await session.repository(path: RepositoryPath("bob/secret"))
        }
        #expect(error?.code == "notFound" && id == 1)
    }

    @Test("reads refs, commits and files")
    func refs() async throws {
        let (fixture, session) = fixture()
        fixture.state.addGroup("group/sub", owner: "alice")
        fixture.state.addRepository("hello", owner: "group/sub")
        fixture.state.push(owner: "group/sub", name: "hello", branch: "feature/x", message: "add b.txt")
        let path = try RepositoryPath("group/sub/hello")
        let token = TransportHeader("PRIVATE-TOKEN", session.credentials.accessToken ?? "")
        for (folder, body) in [
            ("repository/tags", #"{"tag_name":"v1/a","ref":"feature/x","message":"annotated"}"#),
            ("merge_requests", #"{"source_branch":"feature/x","target_branch":"main","title":"t"}"#),
        ] {
            let made = try await fixture.send(
                "POST", "/api/v4/projects/group%2Fsub%2Fhello/\(folder)", headers: [token], body: body)
            #expect(made.status == 201)
        }
        let head = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.ref("refs/heads/feature/x", in: path)
        }.output
        for name in ["refs/tags/v1/a", "refs/merge-requests/1/head"] {
            let ref = try await session.perform(.refs) { driver throws(DriverError) in
                try await driver.ref(name, in: path)
            }.output
            // Of an annotated tag the commit, not the tag object.
            #expect(ref == RemoteRef(name: name, commitSHA: head.commitSHA))
        }
        let commit = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.commit(head.commitSHA, in: path)
        }.output
        #expect(commit.message == "add b.txt\n")
        let branches = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.branches(in: path, page: nil)
        }.output
        #expect(branches.items.map(\.name) == ["refs/heads/feature/x", "refs/heads/main"] && branches.next == nil)
        let file = try await session.perform(.files) { driver throws(DriverError) in
            try await driver.file("README.md", at: "feature/x", in: path)
        }.output
        #expect(file == Array("# hello\n\n".utf8))
        for (name, at) in [("missing.md", "main"), ("README.md", "nowhere")] {
            let error = await #expect(throws: OperationError.self) {
                _ = try await session.perform(.files) { driver throws(DriverError) in
                    try await driver.file(name, at: at, in: path)
                }
            }
            #expect(error?.code == "notFound")
        }
    }

    @Test("reports statuses, and the same one again")
    func statuses() async throws {
        let (fixture, session) = fixture()
        fixture.state.addRepository("hello", owner: "alice")
        let path = try RepositoryPath("alice/hello")
        let head = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.ref("refs/heads/main", in: path)
        }.output.commitSHA
        for state in CommitStatus.State.allCases + [.skipped] {
            _ = try await session.perform(.commitStatus) { driver throws(DriverError) in
                try await driver.createCommitStatus(
                    CommitStatus(state: state, context: "c", description: "d", ref: "main"), for: head, in: path)
            }
        }
        let error = await #expect(throws: OperationError.self) {
            _ = try await session.perform(.commitStatus) { driver throws(DriverError) in
                try await driver.createCommitStatus(
                    CommitStatus(state: .success, context: "c", description: "d"),
                    for: String(repeating: "f", count: 40), in: path)
            }
        }
        #expect(error?.code == "notFound")
    }

    @Test("signs in with PKCE, and refreshes with tokens that work once")
    func oauth2() async throws {
        let flow = OAuth2Flow(kind: .gitlab)
        let tokens = try await flow.tokens()
        #expect(try await flow.user(tokens).loginName == "alice")
        let fresh = try await flow.refresh(tokens.refreshToken)
        #expect(fresh.refreshToken != tokens.refreshToken)
        #expect(try await flow.user(fresh).loginName == "alice")
        // The old pair is over at once.
        let old = await #expect(throws: OperationError.self) { _ = try await flow.user(tokens) }
        #expect(old?.code == "unauthorized")
        let again = await #expect(throws: OperationError.self) { _ = try await flow.refresh(tokens.refreshToken) }
        #expect(again?.code == "unauthorized")
    }

    @Test(
        "tells what goes wrong",
        arguments: [(429, "rateLimited"), (500, "unavailable"), (503, "unavailable"), (401, "unauthorized")])
    func faults(status: Int, code: String) async throws {
        let (fixture, session) = fixture()
        fixture.state.faults.status = status
        let error = await #expect(throws: OperationError.self) { _ = try await session.currentUser() }
        #expect(error?.code == code)
        fixture.state.faults = ForgeFaults()
        fixture.state.faults.answersHTML = true
        // A host that was not asked to wait.
        let other = fixture.session(session.credentials)
        let page = await #expect(throws: OperationError.self) { _ = try await other.allRepositories() }
        #expect(page?.code == "unavailable")
    }
}
