import Foundation
import GitLabDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitLab's published answers")
struct GitLabExchangeTests {
    /// A fixture, the operation that reads it, the request that this makes, and what the answer means.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let expected: String
        let call: @Sendable (GitLabDriver, RepositoryPath, ReplayTransport) async throws -> String
        var testDescription: String { name }

        init<Output: Sendable>(
            _ name: String, _ request: String, _ expected: String,
            _ make: @escaping @Sendable (GitLabDriver, RepositoryPath) async throws -> Call<Output>,
            _ show: @escaping @Sendable (Output) -> String
        ) {
            self.name = name
            self.request = request
            self.expected = expected
            call = { driver, path, transport in
                show(
                    try await GitLabFixtures.run(
                        try await make(driver, path), over: transport, secrets: [.webhookSecret: "s3cret-token"]
                    ).output)
            }
        }
    }

    static let user = "https://git.test/gitlab/api/v4/user"
    static let projects = "https://git.test/gitlab/api/v4/projects"

    static func refs(_ page: Page<RemoteRef>) -> String {
        page.items.map { "\($0.name) \($0.commitSHA.prefix(8))" }.joined() + " next=\(page.next?.rawValue ?? "-")"
    }

    static let cases: [Case] = [
        Case(
            "user", "GET \(user)",
            "1 john_smith john@example.com http://localhost:3000/uploads/user/avatar/1/index.jpg",
            { driver, _ in try await driver.currentUser(credential: .bearer) }
        ) { "\($0.id) \($0.loginName) \($0.email ?? "-") \($0.avatarURL ?? "-")" },
        Case(
            "repos",
            "GET \(projects)?archived=false&membership=true&min_access_level=40&order_by=id&pagination=keyset"
                + "&per_page=100&sort=asc",
            "178504 diaspora/diaspora master private=false admin=true next=178504",
            { driver, _ in try await driver.repositories(page: nil) }
        ) { page in
            page.items.map {
                "\($0.id) \($0.path) \($0.defaultBranch ?? "-") private=\($0.isPrivate) admin=\($0.permissions.admin)"
            }.joined() + " next=\(page.next?.rawValue ?? "-")"
        },
        Case(
            "branch", "GET \(GitLabFixtures.root)/repository/branches/master",
            "refs/heads/master 7b5c3cc8be40ee161ae89a06bba6229da1032a0c",
            { driver, path in try await driver.ref("refs/heads/master", in: path) }
        ) { "\($0.name) \($0.commitSHA)" },
        Case(
            "branch_create", "GET \(GitLabFixtures.root)/repository/branches/yooo",
            "refs/heads/yooo 0efb1bed7c6a4871cb4ddb862ecc2111e11f31ee",
            { driver, path in try await driver.ref("refs/heads/yooo", in: path) }
        ) { "\($0.name) \($0.commitSHA)" },
        Case(
            "tag", "GET \(GitLabFixtures.root)/repository/tags/v1.0.0",
            "refs/tags/v1.0.0 2695effb5807a22ff3d138d593fd856244e155e7",
            { driver, path in try await driver.ref("refs/tags/v1.0.0", in: path) }
        ) { "\($0.name) \($0.commitSHA)" },
        Case(
            "merge", "GET \(GitLabFixtures.root)/merge_requests/1", "12d65c8dd2b2676fa3ac47d955accc085a37a9c1",
            { driver, path in try await driver.ref("refs/merge-requests/1/head", in: path) }
        ) { $0.commitSHA },
        Case(
            "branches", "GET \(GitLabFixtures.root)/repository/branches?page=1&per_page=100",
            "refs/heads/master 7b5c3cc8 next=2", { driver, path in try await driver.branches(in: path, page: nil) },
            refs),
        Case(
            "tags", "GET \(GitLabFixtures.root)/repository/tags?page=1&per_page=100",
            "refs/tags/v1.0.0 2695effb next=2", { driver, path in try await driver.tags(in: path, page: nil) }, refs),
        Case(
            "commit", "GET \(GitLabFixtures.root)/repository/commits/\(GitLabFixtures.sha)",
            "\(GitLabFixtures.sha) Sanitize for network graph",
            { driver, path in try await driver.commit(GitLabFixtures.sha, in: path) }
        ) { "\($0.sha) \($0.message)" },
        Case(
            "hooks", "GET \(GitLabFixtures.root)/hooks?page=1&per_page=100",
            "1 http://example.com/hook true push_events,tag_push_events,merge_requests_events",
            { driver, path in try await driver.webhooks(in: path, page: nil) }
        ) { page in
            page.items.map { "\($0.id) \($0.url) \($0.isActive) \($0.events.joined(separator: ","))" }.joined()
        },
        Case(
            "hook", "POST \(GitLabFixtures.root)/hooks", "1 http://example.com/hook",
            { driver, path in try await driver.createWebhook(url: "http://example.com/hook", in: path) }
        ) { "\($0.id) \($0.url)" },
        Case(
            "status", "POST \(GitLabFixtures.root)/statuses/\(GitLabFixtures.sha)", "done",
            { driver, path in
                try await driver.createCommitStatus(
                    CommitStatus(state: .pending, context: "default", description: "d"), for: GitLabFixtures.sha,
                    in: path)
            }
        ) { _ in "done" },
    ]

    @Test("are asked for on a server below a path, and read into what they mean", arguments: cases)
    func answers(testCase: Case) async throws {
        let body = try GitLabFixtures.bytes("api", testCase.name)
        let transport = ReplayTransport([GitLabFixtures.answer(body)])
        let path = try RepositoryPath(GitLabFixtures.path)
        #expect(try await testCase.call(GitLabDriver(), path, transport) == testCase.expected)
        let request = try #require(transport.requests.first)
        #expect("\(request.method) \(request.url)" == testCase.request)
        #expect(request.headers.first(named: "Authorization") == "Bearer the-token")
        #expect(transport.requests.count == 1)
    }

    @Test("of a project without rights in it are completed from its members", arguments: ["path", "id"])
    func inheritedAccess(by key: String) async throws {
        let project = GitLabFixtures.answer(try GitLabFixtures.bytes("api", "repo"))
        let user = GitLabFixtures.answer(try GitLabFixtures.bytes("api", "user"))
        func read(_ member: TransportResponse) async throws -> (RemoteRepository, [String]) {
            let transport = ReplayTransport([project, user, member])
            let call =
                key == "id"
                ? try await GitLabDriver().repository(id: "178504")
                : try await GitLabDriver().repository(path: RepositoryPath("diaspora/diaspora"))
            let output = try await GitLabFixtures.run(call, over: transport).output
            return (output, transport.requests.map(\.url))
        }
        let (repository, urls) = try await read(GitLabFixtures.answer(#"{"id":1,"access_level":50}"#))
        #expect(repository.id == "178504" && repository.path == "diaspora/diaspora")
        #expect(repository.permissions == .init(admin: true, push: true, pull: true) && !repository.isPrivate)
        #expect(
            urls == [
                "\(Self.projects)/\(key == "id" ? "178504" : "diaspora%2Fdiaspora")", Self.user,
                "\(Self.projects)/178504/members/all/1",
            ])
        let developer = try await read(GitLabFixtures.answer(#"{"id":1,"access_level":30}"#)).0
        #expect(developer.permissions == .init(admin: false, push: true, pull: true))
        let nobody = try await read(GitLabFixtures.answer(404, #"{"message":"404 Not found"}"#)).0
        #expect(nobody.permissions == .init(admin: false, push: false, pull: true))
    }

    @Test("say themselves what a maintainer may do, in one request")
    func ownAccess() async throws {
        var body = String(decoding: try GitLabFixtures.bytes("api", "repo"), as: UTF8.self)
        body.replace(#""group_access": null"#, with: #""group_access": {"access_level": 40}"#)
        body.replace(#""default_branch": "master""#, with: #""default_branch": null"#)
        body.replace(#""visibility": "public""#, with: #""visibility": "internal""#)
        let transport = ReplayTransport([GitLabFixtures.answer(body)])
        let call = try await GitLabDriver().repository(id: "178504")
        let repository = try await GitLabFixtures.run(call, over: transport).output
        #expect(repository.permissions.admin && repository.defaultBranch == nil && repository.isPrivate)
        #expect(transport.requests.count == 1)
    }

    @Test("of a project that is elsewhere now name its id")
    func moved() async throws {
        let moved = GitLabFixtures.answer(
            301, #"{"message":"Moved Permanently"}"#, ["Location": "https://git.test/gitlab/api/v4/projects/178504"])
        let call = try await GitLabDriver().repository(path: RepositoryPath("old/name"))
        await #expect(throws: OperationError.driver(.moved(id: "178504"))) {
            _ = try await GitLabFixtures.run(call, over: ReplayTransport([moved]))
        }
    }

    /// Fixtures that no operation reads.
    static let withoutOperation: Set<String> = [
        "repo",  // its rights are in the list of members; tested above
        "content",  // files are asked for as they are
        "emails", "groups", "merges", "statuses",  // not needed
    ]

    @Test("are all there, and all accounted for")
    func complete() throws {
        let files = try GitLabFixtures.names("api")
        #expect(files.count == 18)
        #expect(files == Set(Self.cases.map(\.name)).union(Self.withoutOperation))
    }
}
