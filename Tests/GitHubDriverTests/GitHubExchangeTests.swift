import Foundation
import GitHubDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitHub's published answers")
struct GitHubExchangeTests {
    /// A fixture, the operation that reads it, the request that this makes, and what the answer means.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let expected: String
        let call: @Sendable (RemoteSourceSession, RepositoryPath) async throws -> String
        var testDescription: String { name }

        init<Output: Sendable>(
            _ name: String, _ request: String, _ expected: String, capability: Capability = .repositories,
            _ make:
                @escaping @Sendable (any RemoteSourceDriver, RepositoryPath) async throws(DriverError) -> Call<Output>,
            _ show: @escaping @Sendable (Output) -> String
        ) {
            self.name = name
            self.request = request
            self.expected = expected
            call = { session, path in
                show(
                    try await session.perform(capability) { driver throws(DriverError) in
                        try await make(driver, path)
                    }.output)
            }
        }
    }

    static let repository = "\(GitHubFixtures.root)/repos/octocat/Hello-World"

    static func show(_ repository: RemoteRepository) -> String {
        "\(repository.id) \(repository.path) \(repository.defaultBranch ?? "-") private=\(repository.isPrivate)"
            + " archived=\(repository.isArchived) admin=\(repository.permissions.admin) \(repository.sshCloneURL)"
    }

    static let hello = "1296269 octocat/Hello-World master private=true archived="

    static let cases: [Case] = [
        Case(
            "user", "GET \(GitHubFixtures.root)/user",
            "1 octocat octocat@github.com https://github.com/images/error/octocat_happy.gif",
            { driver, _ throws(DriverError) in try await driver.currentUser(credential: .bearer) }
        ) { "\($0.id) \($0.loginName) \($0.email ?? "-") \($0.avatarURL ?? "-")" },
        Case(
            "repo", "GET \(repository)", hello + "true admin=true git@github.com:octocat/Hello-World.git",
            { driver, path throws(DriverError) in try await driver.repository(path: path) }, show),
        Case(
            "repos",
            "GET \(GitHubFixtures.root)/user/repos?affiliation=owner%2Ccollaborator%2Corganization_member"
                + "&per_page=100&page=1",
            hello + "false admin=true git@github.com:octocat/Hello-World.git next=-",
            { driver, _ throws(DriverError) in try await driver.repositories(page: nil) }
        ) { page in page.items.map(show).joined() + " next=\(page.next?.rawValue ?? "-")" },
        Case(
            "github_app_repos", "GET \(GitHubFixtures.root)/installation/repositories?per_page=100&page=1",
            hello + "false admin=true git@github.com:octocat/Hello-World.git", capability: .appInstallations,
            { driver, _ throws(DriverError) in try await driver.installationRepositories(page: nil) }
        ) { page in page.items.map(show).joined() },
        Case(
            "tag", "GET \(repository)/git/ref/tags/v0.1", "refs/tags/v0.1 \(GitHubFixtures.sha)",
            { driver, path throws(DriverError) in try await driver.ref("refs/tags/v0.1", in: path) }
        ) { "\($0.name) \($0.commitSHA)" },
        Case(
            "branches", "GET \(repository)/branches?per_page=100&page=1",
            "refs/heads/master 6dcb09b5b57875f334f61aebed695e2e4193db5e next=-",
            { driver, path throws(DriverError) in try await driver.branches(in: path, page: nil) }
        ) { page in page.items.map { "\($0.name) \($0.commitSHA)" }.joined() + " next=\(page.next?.rawValue ?? "-")" },
        Case(
            "commit", "GET \(repository)/commits/\(GitHubFixtures.sha)?per_page=1",
            "\(GitHubFixtures.sha) Merge pull request #6 from Spaceghost/patch-1"
                + " https://github.com/octocat/Hello-World/commit/\(GitHubFixtures.sha)",
            { driver, path throws(DriverError) in try await driver.commit(GitHubFixtures.sha, in: path) }
        ) { "\($0.sha) \($0.message.split(separator: "\n")[0]) \($0.webURL ?? "-")" },
        Case(
            "content", "GET \(repository)/contents/README?ref=master", "Hello World!\n",
            { driver, path throws(DriverError) in try await driver.file("README", at: "master", in: path) }
        ) { String(decoding: $0, as: UTF8.self) },
        Case(
            "hooks", "GET \(repository)/hooks?per_page=100&page=1",
            "1 http://example.com/webhook true push,pull_request",
            { driver, path throws(DriverError) in try await driver.webhooks(in: path, page: nil) }
        ) { page in
            page.items.map { "\($0.id) \($0.url) \($0.isActive) \($0.events.joined(separator: ","))" }.joined()
        },
        Case(
            "hook", "POST \(repository)/hooks", "1 http://example.com/webhook",
            { driver, path throws(DriverError) in
                try await driver.createWebhook(url: "http://example.com/webhook", in: path)
            }
        ) { "\($0.id) \($0.url)" },
        Case(
            "status", "POST \(repository)/statuses/\(GitHubFixtures.sha)", "done",
            { driver, path throws(DriverError) in
                try await driver.createCommitStatus(
                    CommitStatus(state: .success, context: "c", description: "d"), for: GitHubFixtures.sha, in: path)
            }
        ) { _ in "done" },
    ]

    @Test("are asked for at GitHub's API, and read into what they mean", arguments: cases)
    func answers(testCase: Case) async throws {
        let transport = ReplayTransport([
            GitHubFixtures.answer(200, try GitHubFixtures.bytes("api", testCase.name))
        ])
        let session = GitHubFixtures.session(
            over: transport,
            credentials: CredentialSet(accessToken: "the-token", secrets: [.webhookSecret: "the-webhook-secret"]))
        #expect(try await testCase.call(session, RepositoryPath(GitHubFixtures.path)) == testCase.expected)
        let request = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect("\(request.method) \(request.url)" == testCase.request)
        #expect(request.headers.first(named: "Authorization") == "Bearer the-token")
        #expect(request.headers.first(named: "X-GitHub-Api-Version") == "2022-11-28")
        #expect(request.headers.first(named: "Accept")?.hasPrefix("application/vnd.github") == true)
        #expect(request.headers.first(named: "User-Agent")?.hasPrefix("sallyport/") == true)
    }

    @Test("of people who hide their address name the one that is verified and primary")
    func emails() async throws {
        let hidden = GitHubFixtures.answer(200, #"{"id":1,"login":"octocat","email":null}"#)
        let emails = try GitHubFixtures.bytes("api", "emails")
        for (answer, expected) in [
            (GitHubFixtures.answer(200, emails), "octocat@github.com"), (GitHubFixtures.answer(404, "{}"), nil),
            (GitHubFixtures.answer(200, #"[{"email":"a@b","primary":true,"verified":false}]"#), nil),
            (GitHubFixtures.answer(200, #"[{"email":"a@b","primary":false,"verified":true}]"#), nil),
            (GitHubFixtures.answer(200, "[]"), nil),
        ] {
            let transport = ReplayTransport([hidden, answer])
            let user = try await GitHubFixtures.session(over: transport).currentUser()
            #expect(user.email == expected && user.id == "1")
            #expect(transport.requests.last?.url == "https://api.github.com/user/emails")
        }
    }

    /// Payloads that no operation reads.
    static let withoutOperation: Set<String> = [
        "emails", "error",  // read in a test of its own
        "branch", "tags",  // refs are asked for by `git/ref`, lists of tags have their commits
        "pr", "pulls", "orgs", "membership", "statuses",  // not needed
    ]

    @Test("are all there, and all accounted for")
    func complete() throws {
        #expect(try GitHubFixtures.names("api") == Set(Self.cases.map(\.name)).union(Self.withoutOperation))
    }

    @Test("to the fields that sign a webhook and a key are complete requests")
    func bodies() async throws {
        let transport = ReplayTransport([
            GitHubFixtures.answer(201, try GitHubFixtures.bytes("api", "hook")),
            GitHubFixtures.answer(201, #"{"id":1,"title":"t","key":"k","read_only":true}"#),
        ])
        let session = GitHubFixtures.session(
            over: transport,
            credentials: CredentialSet(accessToken: "the-token", secrets: [.webhookSecret: "the-webhook-secret"]))
        let path = try RepositoryPath(GitHubFixtures.path)
        _ = try await session.perform(.webhooks) { driver throws(DriverError) in
            try await driver.createWebhook(url: "https://me/hook", in: path)
        }
        let key = try await session.perform(.deployKeys) { driver throws(DriverError) in
            try await driver.createDeployKey(NewDeployKey(title: "t", publicKey: "k"), in: path)
        }.output
        #expect(key == DeployKey(id: "1", title: "t", publicKey: "k", isReadOnly: true))
        #expect(
            try transport.requests.map { try RecordedExchange.canonical($0.body) } == [
                #"{"active":true,"config":{"content_type":"json","insecure_ssl":"0","secret":"the-webhook-secret","#
                    + #""url":"https:\/\/me\/hook"},"events":["push","pull_request","repository"],"name":"web"}"#,
                #"{"key":"k","read_only":true,"title":"t"}"#,
            ])
    }
}
