import ForgeSimulator
import Foundation
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("The driver for GitHub at the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct GitHubSimulatorTests {
    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG3uUu1MtGhAQdGDl+mEe4hRKwHVY+rlS/JNe0I6fzGM test"

    @Test("knows who the token is of, also who hides an address, and that another one is nobody's")
    func user() async throws {
        let (fixture, session) = GitHubSimulation.start()
        let user = try await session.currentUser()
        #expect(user.loginName == "alice" && user.email == "alice@example.test")
        #expect(user.avatarURL == "http://localhost:3300/avatars/u/1?v=4")
        let other = fixture.session(CredentialSet(accessToken: "wrong-token"))
        #expect(await GitHubSimulation.code { try await other.currentUser() } == "unauthorized")
    }

    @Test("lists repositories over all pages", arguments: [0, 1, 99, 100, 101, 250])
    func repositories(count: Int) async throws {
        let (fixture, session) = GitHubSimulation.start()
        fixture.state.addUser("bob", password: "password")
        fixture.state.addGroup("acme", owner: "alice")
        fixture.state.addRepository("others", owner: "bob")
        for number in 0..<count { fixture.state.addRepository("r\(number)", owner: "acme", isPrivate: true) }
        let list = try await session.allRepositories()
        #expect(list.isComplete)
        #expect(list.items.map(\.path) == (0..<count).map { "acme/r\($0)" })
        #expect(list.items.allSatisfy { $0.permissions.admin && $0.isPrivate })
        // The last page says that it is the last.
        #expect(fixture.state.requests.count == max(1, (count + 99) / 100))
    }

    @Test("follows a renamed repository by its id, and doesn't find what it may not see")
    func renamed() async throws {
        let (fixture, session) = GitHubSimulation.start()
        let id = fixture.state.addRepository("hello", owner: "alice", isPrivate: true)
        fixture.state.renameRepository(owner: "alice", name: "hello", to: "other")
        let found = try await session.repository(path: RepositoryPath("alice/hello"))
        #expect(found.path == "alice/other" && found.id == String(id))
        fixture.state.addUser("bob", password: "password")
        fixture.state.addRepository("secret", owner: "bob", isPrivate: true)
        #expect(
            await GitHubSimulation.code { try await session.repository(path: RepositoryPath("bob/secret")) }
                == "notFound")
        let bob = fixture.session(CredentialSet(accessToken: fixture.state.addToken("b", for: "bob")))
        #expect(
            await GitHubSimulation.code { try await bob.repository(path: RepositoryPath("alice/hello")) } == "notFound")
    }

    @Test("reads refs, commits and files")
    func refs() async throws {
        let (fixture, session) = GitHubSimulation.start()
        fixture.state.addRepository("hello", owner: "alice")
        fixture.state.push(owner: "alice", name: "hello", branch: "feature/x", message: "add b.txt")
        let path = try RepositoryPath("alice/hello")
        let head = try await GitHubSimulation.ref("refs/heads/feature/x", session, path)
        let token = TransportHeader("Authorization", "Bearer \(session.credentials.accessToken ?? "")")
        for (folder, body) in [
            ("git/tags", #"{"tag":"v1/a","message":"annotated","object":"\#(head.commitSHA)","type":"commit"}"#),
            ("pulls", #"{"title":"t","head":"feature/x","base":"main"}"#),
        ] {
            let made = try await fixture.send(
                "POST", "/api/v3/repos/alice/hello/\(folder)", headers: [token], body: body)
            #expect(made.status == 201)
        }
        for name in ["refs/tags/v1/a", "refs/pull/1/head"] {
            // Of an annotated tag the commit, not the tag object.
            #expect(
                try await GitHubSimulation.ref(name, session, path) == RemoteRef(name: name, commitSHA: head.commitSHA))
        }
        #expect(
            await GitHubSimulation.code { try await GitHubSimulation.ref("refs/heads/feature", session, path) }
                == "notFound")
        let commit = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.commit(head.commitSHA, in: path)
        }.output
        #expect(commit.message == "add b.txt\n")
        let branches = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.branches(in: path, page: nil)
        }.output
        #expect(branches.items.map(\.name) == ["refs/heads/feature/x", "refs/heads/main"] && branches.next == nil)
        let tags = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.tags(in: path, page: nil)
        }.output
        #expect(tags.items == [RemoteRef(name: "refs/tags/v1/a", commitSHA: head.commitSHA)])
        func file(_ name: String, at ref: String) async throws -> [UInt8] {
            try await session.perform(.files) { driver throws(DriverError) in
                try await driver.file(name, at: ref, in: path)
            }.output
        }
        #expect(try await file("README.md", at: "feature/x") == Array("# hello\n\n".utf8))
        for (name, at) in [("missing.md", "main"), ("README.md", "nowhere")] {
            #expect(await GitHubSimulation.code { try await file(name, at: at) } == "notFound")
        }
        let none = String(repeating: "f", count: 40)
        #expect(
            await GitHubSimulation.code {
                try await session.perform(.refs) { driver throws(DriverError) in try await driver.commit(none, in: path)
                }
            } == "notFound")
    }

    @Test("adds a deploy key that can't push, once, and reports statuses")
    func setUp() async throws {
        let (fixture, session) = GitHubSimulation.start()
        fixture.state.addRepository("hello", owner: "alice")
        fixture.state.addRepository("other", owner: "alice")
        let path = try RepositoryPath("alice/hello")
        func create(_ key: String, in path: RepositoryPath) async throws -> DeployKey {
            try await session.perform(.deployKeys) { driver throws(DriverError) in
                try await driver.createDeployKey(NewDeployKey(title: "t", publicKey: key), in: path)
            }.output
        }
        let key = try await create(Self.key, in: path)
        #expect(key.isReadOnly && key.publicKey == Self.key)
        // A key is on one repository only.
        #expect(await GitHubSimulation.code { try await create(Self.key, in: path) } == "conflict")
        #expect(
            await GitHubSimulation.code { try await create(Self.key, in: RepositoryPath("alice/other")) } == "conflict")
        #expect(await GitHubSimulation.code { try await create("garbage", in: path) } == "invalid")
        for _ in 1...2 {
            _ = try await session.perform(.deployKeys) { driver throws(DriverError) in
                try await driver.deleteDeployKey(id: key.id, in: path)
            }
        }
        let left = try await session.perform(.deployKeys) { driver throws(DriverError) in
            try await driver.deployKeys(in: path, page: nil)
        }.output
        #expect(left.items.isEmpty && left.next == nil)
        let head = try await GitHubSimulation.ref("refs/heads/main", session, path).commitSHA
        func report(_ state: CommitStatus.State, _ sha: String) async throws {
            let status = CommitStatus(state: state, context: "c", description: String(repeating: "d", count: 500))
            _ = try await session.perform(.commitStatus) { driver throws(DriverError) in
                try await driver.createCommitStatus(status, for: sha, in: path)
            }
        }
        for state in CommitStatus.State.allCases { try await report(state, head) }
        #expect(
            await GitHubSimulation.code { try await report(.success, String(repeating: "f", count: 40)) } == "invalid")
        fixture.state.addUser("bob", password: "password")
        let bob = fixture.session(CredentialSet(accessToken: fixture.state.addToken("b", for: "bob")))
        #expect(
            await GitHubSimulation.code {
                try await bob.perform(.deployKeys) { driver throws(DriverError) in
                    try await driver.deployKeys(in: path, page: nil)
                }
            } == "notFound")
    }
}
