import DeclarativeDriver
import Foundation
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Exchanges of the example drivers")
struct ExchangeTests {
    /// An operation, the exchanges that it makes, and what it comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let forge: ExampleDriver
        let names: [String]
        let expected: String
        let run: @Sendable (RemoteSourceSession, RepositoryPath) async throws -> String
        var testDescription: String { "\(forge.rawValue): \(names.joined(separator: ", "))" }

        init<Output: Sendable>(
            _ forge: ExampleDriver, _ names: [String], _ expected: String, _ capability: Capability,
            _ make:
                @escaping @Sendable (any RemoteSourceDriver, RepositoryPath) async throws(DriverError) -> Call<
                    Output
                >,
            _ show: @escaping @Sendable (Output) -> String
        ) {
            (self.forge, self.names, self.expected) = (forge, names, expected)
            run = { session, repository in
                show(
                    try await session.perform(capability) { driver throws(DriverError) in
                        try await make(driver, repository)
                    }.output)
            }
        }
    }

    static let user = { @Sendable (user: RemoteUser) in "\(user.id) \(user.loginName) \(user.email ?? "-")" }
    static let repository = { @Sendable (repository: RemoteRepository) in
        "\(repository.id) \(repository.path) \(repository.defaultBranch ?? "-") \(repository.isPrivate) "
            + "\(repository.permissions.admin) \(repository.webURL) \(repository.sshCloneURL)"
    }
    static let ref = { @Sendable (ref: RemoteRef) in "\(ref.name) \(ref.commitSHA)" }
    static let key = { @Sendable (key: DeployKey) in
        "\(key.id) \(key.title) \(key.publicKey.prefix(7)) \(key.isReadOnly)"
    }
    static let webhook = { @Sendable (hook: Webhook) in
        "\(hook.id) \(hook.url) \(hook.isActive) \(hook.events.joined(separator: ","))"
    }
    static let done = { @Sendable (_: Void) in "done" }

    static func page<Item: Sendable>(_ show: @escaping @Sendable (Item) -> String) -> @Sendable (Page<Item>) -> String {
        { page in page.items.map(show).joined(separator: "; ") + (page.next == nil ? "" : " and on") }
    }

    static let gogsSHA = "f05f642b892d59a0a9ef6a31f6c905a24b5db13a"
    static let gogsRepository =
        "1 gogits/gogs master true true http://gogs.io/drone/cover git@localhost:drone/cover.git"
    static let gogsKey =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDUbmwBOG5vI8qNCztby5LDc9ozwTuwsqf comment with whitespace"

    static let gogs: [Case] = [
        Case(
            .gogs, ["user"], "1 janedoe janedoe@gmail.com", .userInfo,
            { d, _ throws(DriverError) in try await d.currentUser(credential: .bearer) }, user),
        Case(
            .gogs, ["repositories"], gogsRepository, .repositories,
            { d, _ throws(DriverError) in try await d.repositories(page: nil) }, page(repository)),
        Case(
            .gogs, ["repository"], gogsRepository, .repositories,
            { d, r throws(DriverError) in try await d.repository(path: r) }, repository),
        Case(
            .gogs, ["repository_empty"], gogsRepository.replacing("master", with: "-"), .repositories,
            { d, r throws(DriverError) in try await d.repository(path: r) }, repository),
        Case(
            .gogs, ["repository_missing"], "notFound", .repositories,
            { d, r throws(DriverError) in try await d.repository(path: r) }, repository),
        Case(
            .gogs, ["branches"], "refs/heads/master \(gogsSHA)", .refs,
            { d, r throws(DriverError) in try await d.branches(in: r, page: nil) }, page(ref)),
        Case(
            .gogs, ["tags"], "refs/tags/v1.0.0 \(gogsSHA)", .refs,
            { d, r throws(DriverError) in try await d.tags(in: r, page: nil) }, page(ref)),
        Case(
            .gogs, ["ref"], "refs/heads/a/b \(gogsSHA)", .refs,
            { d, r throws(DriverError) in try await d.ref("refs/heads/a/b", in: r) }, ref),
        Case(
            .gogs, ["ref_missing"], "notFound", .refs,
            { d, r throws(DriverError) in try await d.ref("refs/heads/a/b", in: r) }, ref),
        Case(
            .gogs, ["commit"], "update README", .refs,
            { d, r throws(DriverError) in try await d.commit(gogsSHA, in: r) }, { $0.message }),
        Case(
            .gogs, ["file"], "# gogs\n", .files,
            { d, r throws(DriverError) in try await d.file("docs/a b.md", at: "main", in: r) },
            { String(decoding: $0, as: UTF8.self) }),
        Case(
            .gogs, ["deploy_keys"], "2 local2 ssh-rsa true", .deployKeys,
            { d, r throws(DriverError) in try await d.deployKeys(in: r, page: nil) }, page(key)),
        newKey(
            .gogs, ["deploy_key_create"], "2 local2 ssh-rsa true", NewDeployKey(title: "local2", publicKey: gogsKey)),
        newKey(.gogs, ["deploy_key_used"], "conflict", NewDeployKey(title: "local2", publicKey: gogsKey)),
        newKey(.gogs, ["deploy_key_invalid"], "invalid", NewDeployKey(title: "local2", publicKey: "garbage")),
        newKey(.gogs, [], "invalid", NewDeployKey(title: "local2", publicKey: gogsKey, isReadOnly: false)),
        Case(
            .gogs, ["deploy_key_delete"], "done", .deployKeys,
            { d, r throws(DriverError) in try await d.deleteDeployKey(id: "2", in: r) }, done),
        Case(
            .gogs, ["webhooks"], "20 http://gogs.io true create,push", .webhooks,
            { d, r throws(DriverError) in try await d.webhooks(in: r, page: nil) }, page(webhook)),
        Case(
            .gogs, ["webhook_create"], "20 http://gogs.io true create,push", .webhooks,
            { d, r throws(DriverError) in try await d.createWebhook(url: "http://gogs.io", in: r) }, webhook),
        Case(
            .gogs, ["webhook_delete"], "done", .webhooks,
            { d, r throws(DriverError) in try await d.deleteWebhook(id: "20", in: r) }, done),
        Case(
            .gogs, [], "notSupported", .webhooks,
            { d, r throws(DriverError) in try await d.testWebhook(id: "20", in: r) }, done),
    ]

    static func newKey(_ forge: ExampleDriver, _ names: [String], _ expected: String, _ new: NewDeployKey) -> Case {
        Case(
            forge, names, expected, .deployKeys,
            { d, r throws(DriverError) in try await d.createDeployKey(new, in: r) }, key)
    }

    static let bitbucketSHA = "8d51122def5632836d1cb1026e879069e10a1e13"
    static let bitbucketRepository =
        "1 PRJ/my-repo main true true http://example.com:7990/projects/PRJ/repos/my-repo ssh://git@example.com:7999/prj/my-repo.git"

    static let bitbucket: [Case] = [
        Case(
            .bitbucketServer, ["whoami", "users"], "101 jcitizen jane@example.com", .userInfo,
            { d, _ throws(DriverError) in try await d.currentUser(credential: .bearer) }, user),
        Case(
            .bitbucketServer, ["unauthorized"], "unauthorized", .userInfo,
            { d, _ throws(DriverError) in try await d.currentUser(credential: .bearer) }, user),
        Case(
            .bitbucketServer, ["repositories"], bitbucketRepository.replacing("main", with: "-"), .repositories,
            { d, _ throws(DriverError) in try await d.repositories(page: nil) }, page(repository)),
        Case(
            .bitbucketServer, ["default_branch", "repository"], bitbucketRepository, .repositories,
            { d, r throws(DriverError) in try await d.repository(path: r) }, repository),
        Case(
            .bitbucketServer, ["default_branch_none", "repository"], bitbucketRepository.replacing("main", with: "-"),
            .repositories, { d, r throws(DriverError) in try await d.repository(path: r) }, repository),
        Case(
            .bitbucketServer, ["default_branch_none", "repository_missing"], "notFound", .repositories,
            { d, r throws(DriverError) in try await d.repository(path: r) }, repository),
        Case(
            .bitbucketServer, ["ref"], "refs/heads/a/b \(bitbucketSHA)", .refs,
            { d, r throws(DriverError) in try await d.ref("refs/heads/a/b", in: r) }, ref),
        Case(
            .bitbucketServer, ["branches"], "refs/heads/main \(bitbucketSHA)", .refs,
            { d, r throws(DriverError) in try await d.branches(in: r, page: nil) }, page(ref)),
        Case(
            .bitbucketServer, ["tags"], "refs/tags/v1 \(bitbucketSHA)", .refs,
            { d, r throws(DriverError) in try await d.tags(in: r, page: nil) }, page(ref)),
        Case(
            .bitbucketServer, ["commit"], "More work on feature 1", .refs,
            { d, r throws(DriverError) in try await d.commit(bitbucketSHA, in: r) }, { $0.message }),
        Case(
            .bitbucketServer, ["file"], "# docs\n", .files,
            { d, r throws(DriverError) in try await d.file("docs/a b.md", at: "main", in: r) },
            { String(decoding: $0, as: UTF8.self) }),
        newKey(
            .bitbucketServer, ["deploy_key_create"], "1 sallyport ssh-ed2 true",
            NewDeployKey(title: "sallyport", publicKey: "ssh-ed25519 AAAAC3Nz")),
        newKey(
            .bitbucketServer, ["deploy_key_write"], "1 sallyport ssh-ed2 false",
            NewDeployKey(title: "sallyport", publicKey: "ssh-ed25519 AAAAC3Nz", isReadOnly: false)),
        Case(
            .bitbucketServer, ["deploy_keys"], "1 sallyport ssh-ed2 true", .deployKeys,
            { d, r throws(DriverError) in try await d.deployKeys(in: r, page: nil) }, page(key)),
        Case(
            .bitbucketServer, ["deploy_key_delete"], "done", .deployKeys,
            { d, r throws(DriverError) in try await d.deleteDeployKey(id: "1", in: r) }, done),
        Case(
            .bitbucketServer, ["webhook_create"], "10 http://example.com/hook true repo:refs_changed,pr:opened",
            .webhooks, { d, r throws(DriverError) in try await d.createWebhook(url: "http://example.com/hook", in: r) },
            webhook),
        Case(
            .bitbucketServer, ["webhooks"], "10 http://example.com/hook true repo:refs_changed,pr:opened", .webhooks,
            { d, r throws(DriverError) in try await d.webhooks(in: r, page: nil) }, page(webhook)),
        Case(
            .bitbucketServer, ["webhook_delete"], "done", .webhooks,
            { d, r throws(DriverError) in try await d.deleteWebhook(id: "10", in: r) }, done),
        Case(
            .bitbucketServer, ["webhook_delete_missing"], "done", .webhooks,
            { d, r throws(DriverError) in try await d.deleteWebhook(id: "10", in: r) }, done),
        Case(
            .bitbucketServer, ["status"], "done", .commitStatus,
            { d, r throws(DriverError) in
                try await d.createCommitStatus(
                    CommitStatus(
                        state: .error, context: "sallyport/p1", description: "the run",
                        targetURL: "http://ci.example/run/1"),
                    for: bitbucketSHA, in: r)
            }, done),
    ]

    @Test("are made as written, and read into what they mean", arguments: gogs + bitbucket)
    func exchanges(testCase: Case) async throws {
        let recorded = try testCase.forge.exchanges()
        let exchanges = try testCase.names.map { try #require(recorded[$0], "there is no \($0)") }
        let transport = ReplayTransport(exchanges.map(\.response))
        let session = try testCase.forge.session(transport)
        var result: String
        do {
            result = try await testCase.run(session, try testCase.forge.repository())
        } catch let error as OperationError {
            result = error.code
        }
        #expect(result == testCase.expected)
        #expect(transport.requests.count == exchanges.count)
        for (request, exchange) in zip(transport.requests, exchanges) { try request.expectEqual(to: exchange) }
    }

    /// Those of the sign-ins.
    private static let others: [ExampleDriver: Set<String>] = [
        .gogs: ["token_create", "token_taken"],
        .bitbucketServer: ["tokens", "tokens_none", "token_delete", "token_create"],
    ]

    @Test("are all accounted for", arguments: ExampleDriver.allCases)
    func complete(forge: ExampleDriver) throws {
        let tested = (Self.gogs + Self.bitbucket).filter { $0.forge == forge }.flatMap(\.names)
        #expect(Set(try forge.exchanges().keys) == Set(tested).union(Self.others[forge] ?? []))
    }
}
