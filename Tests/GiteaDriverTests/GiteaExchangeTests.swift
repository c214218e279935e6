import Foundation
import GiteaDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Gitea's recorded exchanges")
struct GiteaExchangeTests {
    typealias Operation = @Sendable (GiteaDriver, RepositoryPath) async throws -> any Sendable

    /// A recording, the operation that makes its request, and what the answer means.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let expected: String
        let call: @Sendable (GiteaDriver, RepositoryPath, RecordedExchange, ReplayTransport) async throws -> String
        var testDescription: String { name }

        init<Output: Sendable>(
            _ name: String, _ expected: String,
            _ make: @escaping @Sendable (GiteaDriver, RepositoryPath) async throws -> Call<Output>,
            _ show: @escaping @Sendable (OperationResult<Output>) -> String
        ) {
            self.name = name
            self.expected = expected
            call = { driver, repository, exchange, transport in
                do {
                    let call = try await make(driver, repository)
                    return show(
                        try await GiteaFixtures.run(
                            call, over: transport, credentials: GiteaFixtures.credentials(for: exchange)))
                } catch OperationError.driver(let error) {
                    return error.code
                }
            }
        }
    }

    static let sha = "eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535"
    static let clientID = "117cb3c5-9fa7-43e5-a7cd-c407a1361705"
    static let redirect = "http://127.0.0.1:3398/oauth2/callback"
    static let publicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG3uUu1MtGhAQdGDl+mEe4hRKwHVY+rlS/JNe0I6fzGM test"

    static func user(_ name: String, _ expected: String, _ slot: CredentialSlot) -> Case {
        Case(name, expected, { driver, _ in try await driver.currentUser(credential: slot) }) {
            "\($0.output.id) \($0.output.loginName) \($0.output.email ?? "-")"
        }
    }

    static func repository(_ name: String, _ expected: String, path: String) -> Case {
        Case(name, expected, { driver, _ in try await driver.repository(path: RepositoryPath(path)) }) {
            "\($0.output.id) \($0.output.path) \($0.output.defaultBranch ?? "-") \($0.output.isPrivate)"
        }
    }

    static func byID(_ name: String, _ expected: String) -> Case {
        Case(name, expected, { driver, _ in try await driver.repository(id: "1") }) {
            "\($0.output.id) \($0.output.path) admin=\($0.output.permissions.admin)"
        }
    }

    static func page(_ number: Int, _ name: String, _ expected: String) -> Case {
        Case(
            name, expected,
            { driver, _ in try await driver.repositories(page: number == 1 ? nil : PageToken("\(number)")) }
        ) {
            "\($0.output.items.count) next=\($0.output.next?.rawValue ?? "-")"
        }
    }

    static func ref(_ name: String, _ ref: String, _ expected: String) -> Case {
        Case(name, expected, { driver, repository in try await driver.ref(ref, in: repository) }) {
            $0.output.commitSHA
        }
    }

    static func exchange(_ name: String, _ expected: String) -> Case {
        Case(name, expected, { driver, _ in try await driver.exchangeCode(clientID: clientID, redirectURI: redirect) })
        {
            "\($0.output.expiresInSeconds ?? 0) \($0.secrets[.accessToken] ?? "-") \($0.secrets[.refreshToken] ?? "-")"
        }
    }

    static func refresh(_ name: String, _ expected: String) -> Case {
        Case(name, expected, { driver, _ in try await driver.refreshTokens(clientID: clientID, redirectURI: redirect) })
        {
            "\($0.secrets[.accessToken] ?? "-") \($0.secrets[.refreshToken] ?? "-")"
        }
    }

    static func key(
        _ name: String, _ expected: String, title: String = "sallyport deploy key - p1", key: String = publicKey
    ) -> Case {
        Case(
            name, expected,
            { driver, repository in
                try await driver.createDeployKey(NewDeployKey(title: title, publicKey: key), in: repository)
            }
        ) { "\($0.output.id) readOnly=\($0.output.isReadOnly)" }
    }

    static func status(_ name: String, _ state: CommitStatus.State) -> Case {
        Case(
            name, "done",
            { driver, repository in
                try await driver.createCommitStatus(
                    CommitStatus(
                        state: state, context: "sallyport/p1", description: "the run",
                        targetURL: "http://ci.example/run/1"),
                    for: sha, in: repository)
            }
        ) { _ in "done" }
    }

    static let cases: [Case] = [
        user("user_basic", "2 alice alice@example.test", .basic),
        user("user_token", "2 alice alice@example.test", .token),
        user("oauth2_user", "2 alice alice@example.test", .bearer), user("user_unauthorized", "unauthorized", .basic),
        user("user_bad_token", "unauthorized", .token),
        repository("repo_get", "1 alice/hello main true", path: "alice/hello"),
        repository("repo_get_after_rename", "moved", path: "alice/hello"),
        repository("repo_not_found", "notFound", path: "alice/none"),
        repository("repo_private_other_user", "notFound", path: "alice/hello"),
        byID("repo_get_by_id", "1 alice/hello admin=true"),
        byID("repo_get_by_id_after_rename", "1 alice/hello-renamed admin=true"),
        page(1, "repos_page1", "50 next=2"), page(2, "repos_page2", "11 next=3"),
        page(3, "repos_page3_empty", "0 next=-"),
        ref("ref_branch", "refs/heads/main", sha), ref("ref_missing", "refs/heads/nope", "notFound"),
        exchange("oauth2_token", "3600 jwt-z2JtZT1M jwt-b_L06Xi4"), exchange("oauth2_token_bad_secret", "unauthorized"),
        exchange("oauth2_token_bad_verifier", "unauthorized"), exchange("oauth2_token_code_reused", "unauthorized"),
        refresh("oauth2_refresh", "jwt-Sp1AJ8HY jwt-f9LqxmhE"),
        // Unless it is told otherwise, this server takes a refresh token more than once.
        refresh("oauth2_refresh_reused", "jwt-Sp1AJ8HY jwt-f9LqxmhE"),
        key("deploy_key_create", "1 readOnly=true"), key("deploy_key_create_duplicate", "conflict"),
        key("deploy_key_create_invalid", "invalid", title: "x", key: "garbage"),
        status("status_pending", .pending), status("status_success", .success), status("status_failure", .failure),
        status("status_error", .error),
        Case("ref_pull", "found", { driver, repository in try await driver.ref("refs/pull/1/head", in: repository) }) {
            $0.output.commitSHA.count == 40 ? "found" : "-"
        },
        Case(
            "branches", "refs/heads/main next=2",
            { driver, repository in try await driver.branches(in: repository, page: nil) }
        ) {
            "\($0.output.items.map(\.name).joined()) next=\($0.output.next?.rawValue ?? "-")"
        },
        Case("commit", sha, { driver, repository in try await driver.commit(sha, in: repository) }) { $0.output.sha },
        Case(
            "commit_missing", "notFound",
            { driver, repository in
                try await driver.commit(String(repeating: "f", count: 40), in: repository)
            }
        ) { $0.output.sha },
        Case(
            "raw_readme", "# hello\n\n",
            { driver, repository in
                try await driver.file("README.md", at: "main", in: repository)
            }
        ) { String(decoding: $0.output, as: UTF8.self) },
        Case(
            "deploy_keys", "sallyport deploy key - p1",
            { driver, repository in
                try await driver.deployKeys(in: repository, page: nil)
            }
        ) { $0.output.items.map(\.title).joined() },
        Case(
            "deploy_key_delete", "done",
            { driver, repository in try await driver.deleteDeployKey(id: "1", in: repository) }
        ) { _ in "done" },
        Case(
            "deploy_key_delete_missing", "done",
            { driver, repository in
                try await driver.deleteDeployKey(id: "1", in: repository)
            }
        ) { _ in "done" },
        Case(
            "hook_create", "1 true",
            { driver, repository in
                try await driver.createWebhook(url: "http://127.0.0.1:3396/webhooks?projectid=p1", in: repository)
            }
        ) { "\($0.output.id) \($0.output.isActive)" },
        Case(
            "hooks", "http://127.0.0.1:3396/webhooks?projectid=p1",
            { driver, repository in
                try await driver.webhooks(in: repository, page: nil)
            }
        ) { $0.output.items.map(\.url).joined() },
        Case("hook_delete", "done", { driver, repository in try await driver.deleteWebhook(id: "1", in: repository) }) {
            _ in "done"
        },
        Case("hook_test", "done", { driver, repository in try await driver.testWebhook(id: "1", in: repository) }) {
            _ in "done"
        },
    ]

    @Test("are made as recorded, and read into what they mean", arguments: cases)
    func exchanges(testCase: Case) async throws {
        let exchange = try GiteaFixtures.exchange(testCase.name)
        let transport = ReplayTransport([exchange.response])
        let repository = try RepositoryPath("alice/hello")
        let result = try await testCase.call(GiteaDriver(), repository, exchange, transport)
        #expect(result == testCase.expected)
        try Self.expect(try #require(transport.requests.first), equals: exchange)
    }

    /// Method, path, query, credential and body are those of the recording.
    static func expect(_ request: TransportRequest, equals exchange: RecordedExchange) throws {
        #expect(request.method == exchange.method)
        #expect(request.url == "http://localhost:3300" + exchange.path)
        if let authorization = exchange.authorization {
            #expect(request.headers.first(named: "Authorization") == authorization)
        } else if exchange.usesBasicAuthentication, exchange.name != "repo_private_other_user" {
            // That one was asked by another user, with a password; its answer is the same for a token.
            #expect(request.headers.first(named: "Authorization")?.hasPrefix("Basic ") == true)
        }
        if let json = exchange.json {
            #expect(try RecordedExchange.canonical(request.body) == json)
        } else if let form = exchange.form {
            var components = URLComponents()
            components.percentEncodedQuery = String(decoding: request.body, as: UTF8.self)
            let fields = (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }
            #expect(Dictionary(uniqueKeysWithValues: fields) == form)
        } else {
            #expect(request.body.isEmpty)
        }
    }

    @Test("make a token; one of the same name is replaced")
    func tokens() async throws {
        let (made, taken) = (
            try GiteaFixtures.exchange("token_create"), try GiteaFixtures.exchange("token_create_duplicate")
        )
        let transport = ReplayTransport([taken.response, TransportResponse(status: 204), made.response])
        let call = try await GiteaDriver().createToken(
            name: "sallyport-test", for: RemoteUser(id: "2", loginName: "alice"))
        let result = try await GiteaFixtures.run(
            call, over: transport, credentials: GiteaFixtures.credentials(for: made))
        #expect(result.secrets[.accessToken] == "107be25a28865052ae36062b3fe073eab165ed77")
        let root = "http://localhost:3300/api/v1/users/alice/tokens"
        #expect(
            transport.requests.map { "\($0.method) \($0.url)" } == [
                "POST \(root)", "DELETE \(root)/sallyport-test", "POST \(root)",
            ])
        // Gitea 1.20 and later refuse a token without scopes, 1.15 does not know them: the recording has none. This is
        // the only member of any request that is not as it was recorded.
        for (request, exchange) in [(transport.requests[0], taken), (transport.requests[2], made)] {
            let sent = try JSONSerialization.jsonObject(with: Data(request.body))
            var members = try #require(sent as? [String: Any])
            let scopes = members.removeValue(forKey: "scopes") as? [String]
            #expect(scopes == ["read:user", "write:repository", "read:organization"])
            let others = try JSONSerialization.data(withJSONObject: members)
            #expect(try RecordedExchange.canonical(Array(others)) == exchange.json)
        }
    }

    @Test("follow an annotated tag to its commit")
    func annotatedTag() async throws {
        let (ref, tag) = (try GiteaFixtures.exchange("ref_tag"), try GiteaFixtures.exchange("tag_create"))
        let transport = ReplayTransport([ref.response, tag.response])
        let call = try await GiteaDriver().ref("refs/tags/v1.0.0", in: RepositoryPath("alice/hello"))
        let result = try await GiteaFixtures.run(
            call, over: transport, credentials: GiteaFixtures.credentials(for: ref))
        // Not 95e7f4d0…, which is the tag object.
        #expect(result.output.commitSHA == "992a0c3e060ecc59df3714f7e5faa2819605aae0")
        try Self.expect(transport.requests[0], equals: ref)
        #expect(transport.requests[1].url.hasSuffix("/api/v1/repos/alice/hello/tags/v1.0.0"))
    }

    @Test("refuse a bad commit id before anything is sent")
    func badSHA() async throws {
        let status = CommitStatus(state: .success, context: "c", description: "d")
        await #expect(throws: DriverError.self) {
            _ = try await GiteaDriver().createCommitStatus(status, for: "zzz", in: RepositoryPath("alice/hello"))
        }
    }

    /// Recordings that no operation makes: the set-up of the others, and what the driver asks in another way.
    static let withoutOperation: Set<String> = [
        "branch_create", "tag_create", "tag_delete", "release_create", "repo_create", "repo_rename", "fork",
        "collaborator_add", "oauth2_app_create", "org_create", "pull_create", "pull_create_fork",  // set-up
        "branch_main", "branch_missing", "ref_tag",  // refs are asked for by `git/refs`; tested above
        "contents_readme", "contents_missing",  // files are asked for by `raw`
        "openid_configuration", "version", "user_orgs", "org_membership", "pull_get", "token_list",  // not needed
        "token_create", "token_create_duplicate",  // tested above, for the scopes
        "status_bad_sha",  // never sent; its answer is read in the tests of wrong answers
        "status_warning",  // no state maps to it
        "deploy_key_create_forbidden",  // made by another user; its answer is read in the tests of wrong answers
    ]

    @Test("are all there, and all accounted for")
    func complete() throws {
        let recorded = Set(try GiteaFixtures.exchanges().keys)
        #expect(recorded.count > 60)
        #expect(recorded == Set(Self.cases.map(\.name)).union(Self.withoutOperation))
    }
}
