import ForgeSimulator
import Foundation
import GiteaDriver
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("The Gitea driver at the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct ForgeDriverTests {
    private static func signedIn(_ fixture: ForgeFixture) async throws -> RemoteSourceSession {
        fixture.state.addUser("alice", password: "password")
        let signIn = try await fixture.session().signIn(
            .init(name: "alice", password: "password"), tokenName: "sallyport")
        return fixture.session(CredentialSet(accessToken: signIn.accessToken, secrets: [.webhookSecret: "s3cret"]))
    }

    @Test("signs a person in with a password, and makes a token in place of the one before")
    func password() async throws {
        let fixture = ForgeFixture()
        let id = fixture.state.addUser("alice", password: "password")
        let login = CredentialSet.Login(name: "alice", password: "password")
        let first = try await fixture.session().signIn(login, tokenName: "sallyport")
        let second = try await fixture.session().signIn(login, tokenName: "sallyport")
        #expect(first.user.id == String(id))
        #expect(first.accessToken != second.accessToken)
        let user = try await fixture.session(CredentialSet(accessToken: second.accessToken)).currentUser()
        #expect(user.loginName == "alice" && user.email == "alice@example.com")
        await #expect(throws: OperationError.self) {
            _ = try await fixture.session(CredentialSet(accessToken: first.accessToken)).currentUser()
        }
    }

    @Test("is unauthorized with a wrong password")
    func wrongPassword() async throws {
        let fixture = ForgeFixture()
        fixture.state.addUser("alice", password: "password")
        await #expect(throws: OperationError.driver(.unauthorized("token is required"))) {
            _ = try await fixture.session().signIn(.init(name: "alice", password: "wrong"), tokenName: "sallyport")
        }
    }

    @Test("signs in with a one-time password where it is taken for as long as it is valid")
    func oneTimePassword() async throws {
        let fixture = ForgeFixture()
        fixture.state.addUser("alice", password: "password", oneTimePassword: "123456")
        fixture.state.oneTimePasswordsWorkOnce = false
        for code in [nil, "654321"] {
            await #expect(throws: OperationError.self) {
                _ = try await fixture.session().signIn(
                    .init(name: "alice", password: "password", oneTimePassword: code), tokenName: "sallyport")
            }
        }
        let signIn = try await fixture.session().signIn(
            .init(name: "alice", password: "password", oneTimePassword: "123456"), tokenName: "sallyport")
        #expect(signIn.user.loginName == "alice")
    }

    @Test("signs in with a one-time password that works once")
    func usedOneTimePassword() async throws {
        let fixture = ForgeFixture()
        fixture.state.addUser("alice", password: "password", oneTimePassword: "123456")
        let signIn = try await fixture.session().signIn(
            .init(name: "alice", password: "password", oneTimePassword: "123456"), tokenName: "sallyport")
        #expect(signIn.user.loginName == "alice")
    }

    @Test("reads the repositories of three pages, and who may do what")
    func repositories() async throws {
        let fixture = ForgeFixture()
        let session = try await Self.signedIn(fixture)
        for number in 1...120 { fixture.state.addRepository("r\(number)", owner: "alice", isPrivate: true) }
        let list = try await session.allRepositories()
        #expect(list.isComplete)
        #expect(Set(list.items.map(\.path)).count == 120)
        #expect(list.items.allSatisfy { $0.permissions.admin && $0.isPrivate })
        let pages = fixture.state.requests.filter { $0.hasPrefix("GET /api/v1/user/repos") }
        // Three pages with something on them, and the empty one that ends the list.
        #expect(pages.count == 4)
    }

    @Test("finds a renamed repository by its id")
    func rename() async throws {
        let fixture = ForgeFixture()
        let session = try await Self.signedIn(fixture)
        let id = fixture.state.addRepository("hello", owner: "alice")
        fixture.state.renameRepository(owner: "alice", name: "hello", to: "hello-renamed")
        let old = try RepositoryPath("alice/hello")
        await #expect(throws: OperationError.driver(.moved(id: nil))) { _ = try await session.repository(path: old) }
        let found = try await session.repository(id: String(id))
        #expect(found.path == "alice/hello-renamed")
    }

    @Test("adds, refuses twice, lists and removes a deploy key")
    func deployKey() async throws {
        let fixture = ForgeFixture()
        let session = try await Self.signedIn(fixture)
        fixture.state.addRepository("hello", owner: "alice")
        let path = try RepositoryPath("alice/hello")
        let key = NewDeployKey(
            title: "ci",
            publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG3uUu1MtGhAQdGDl+mEe4hRKwHVY+rlS/JNe0I6fzGM test",
            isReadOnly: true)
        func add() async throws(OperationError) -> DeployKey {
            try await session.perform(.deployKeys) { driver throws(DriverError) in
                try await driver.createDeployKey(key, in: path)
            }.output
        }
        let added = try await add()
        #expect(added.isReadOnly && added.publicKey == key.publicKey)
        await #expect(throws: OperationError.self) { _ = try await add() }
        func all() async throws(OperationError) -> [DeployKey] {
            try await session.perform(.deployKeys) { driver throws(DriverError) in
                try await driver.deployKeys(in: path, page: nil)
            }.output.items
        }
        let before = try await all()
        #expect(before.map(\.id) == [added.id])
        _ = try await session.perform(.deployKeys) { driver throws(DriverError) in
            try await driver.deleteDeployKey(id: added.id, in: path)
        }
        let after = try await all()
        #expect(after.isEmpty)
    }

    @Test("sets a webhook up, whose delivery it verifies and understands")
    func webhook() async throws {
        let collector = DeliveryCollector()
        let fixture = ForgeFixture(webhooks: collector)
        try await fixture.running {
            let session = try await Self.signedIn(fixture)
            let id = fixture.state.addRepository("hello", owner: "alice")
            let path = try RepositoryPath("alice/hello")
            _ = try await session.perform(.webhooks) { driver throws(DriverError) in
                try await driver.createWebhook(url: "https://sallyport.example.com/webhooks", in: path)
            }
            fixture.state.push(owner: "alice", name: "hello", branch: "main", message: "add a.txt")
            let delivery = try #require(await collector.next(1).first)
            let headers = Dictionary(
                delivery.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
            let scheme = try #require(session.driver.manifest.webhookSchemes.first)
            func accepts(_ secret: String) -> Bool {
                WebhookVerifier(schemes: [scheme], secrets: [secret])
                    .accepts(headers: headers, body: delivery.body, now: Date())
            }
            #expect(accepts("s3cret") && !accepts("another"))
            let event = try await session.driver.event(
                from: WebhookDelivery(headers: headers, body: delivery.body))
            #expect(event.repository == .init(id: String(id), path: "alice/hello"))
            #expect(event.kind == .push && event.branch == "main" && event.commits.last?.message == "add a.txt\n")
        }
    }

    @Test("reads refs, commits and files")
    func refs() async throws {
        let fixture = ForgeFixture()
        let session = try await Self.signedIn(fixture)
        fixture.state.addRepository("hello", owner: "alice")
        fixture.state.push(owner: "alice", name: "hello", branch: "feature/x", message: "add b.txt")
        let path = try RepositoryPath("alice/hello")
        let ref = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.ref("refs/heads/feature/x", in: path)
        }.output
        let commit = try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.commit(ref.commitSHA, in: path)
        }.output
        #expect(commit.message == "add b.txt\n")
        let file = try await session.perform(.files) { driver throws(DriverError) in
            try await driver.file("README.md", at: ref.commitSHA, in: path)
        }.output
        #expect(String(decoding: file, as: UTF8.self) == "# hello\n\n")
    }
}
