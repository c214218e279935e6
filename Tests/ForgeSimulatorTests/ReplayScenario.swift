import ForgeSimulator
import Foundation
import HTTPTransport
import RemoteSourcesTesting
import ServiceTesting
import Testing

/// The recorded server's life once more: every request in an order that makes sense, with this server's own secrets.
final class ReplayScenario {
    private let fixture = ForgeFixture()
    private let exchanges: [String: RecordedExchange]
    private(set) var replayed: Set<String> = []
    private(set) var differences: [String] = []
    private var token = ""
    private var form: [String: String] = [:]
    /// Commits and tag objects: the recording's id, and the one here.
    private var objects: [String: String] = [:]

    /// Members whose values have to differ: secrets, what counts other things, and what the recorded server was
    /// set up with.
    private static let free: Set<String> = [
        "access_token", "refresh_token", "client_id", "client_secret", "sha1", "token_last_eight", "size", "ssh_url",
        "version", "last_login", "watchers_count", "updated_at", "open_pr_counter", "release_counter", "forks_count",
        "mergeable", "language",
    ]

    init() throws {
        exchanges = try RecordedExchange.load(ForgeFixture.recordings("exchanges"), except: ["oauth2_authorize"])
        for name in ["root", "alice", "bob", "carol"] {
            fixture.state.addUser(name, password: "password", email: "\(name)@example.test")
        }
    }

    func run() async throws {
        try await users()
        try await repositories()
        try await projects()
        try await refs()
        try await others()
        try await oauth2()
    }

    private func users() async throws {
        for name in ["version", "user_basic", "user_bad_token"] { try await replay(name) }
        try await replay("user_unauthorized", as: ForgeFixture.basic("alice", "wrong"))
        let created = try await replay("token_create")
        token = try #require(try TestJSON(created.body)["sha1"]?.string)
        for name in ["token_create_duplicate", "token_list", "user_token"] { try await replay(name) }
    }

    private func repositories() async throws {
        try await replay("repo_create")
        for number in 1...60 {
            let name = "bulk-" + (number < 10 ? "0" : "") + String(number)
            let made = try await fixture.send(
                "POST", "/api/v1/user/repos", headers: [TransportHeader("Authorization", "token \(token)")],
                body: "{\"name\":\"\(name)\"}")
            #expect(made.status == 201)
        }
        for name in ["repo_get", "repo_get_by_id", "repo_not_found", "repos_page1", "repos_page2", "repos_page3_empty"]
        {
            try await replay(name)
        }
        try await replay("repo_private_other_user", as: ForgeFixture.basic("bob"))
        try await replay("org_create")
        for name in ["org_membership", "user_orgs"] { try await replay(name) }
        let main = try TestJSON(try await replay("branch_main").body)
        objects["eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535"] = main["commit"]?["id"]?.string
        for name in [
            "branches", "branch_missing", "commit", "commit_missing", "contents_readme", "contents_missing",
            "raw_readme", "ref_branch", "ref_missing",
        ] { try await replay(name) }
    }

    private func projects() async throws {
        for name in ["deploy_key_create", "deploy_key_create_duplicate", "deploy_key_create_invalid", "deploy_keys"] {
            try await replay(name)
        }
        try await replay("deploy_key_create_forbidden", as: ForgeFixture.basic("bob"))
        for name in [
            "deploy_key_delete", "deploy_key_delete_missing", "hook_create", "hooks", "hook_test", "status_pending",
            "status_success", "status_error", "status_failure", "status_warning", "status_bad_sha",
        ] { try await replay(name) }
    }

    private func refs() async throws {
        let state = fixture.state
        state.push(owner: "alice", name: "hello", branch: "main", message: "add a.txt")
        state.push(owner: "alice", name: "hello", branch: "main", message: "docs [skip ci]\n\nbody line\n")
        try await replay("branch_create")
        state.push(owner: "alice", name: "hello", branch: "feature/x", message: "add b.txt")
        for name in ["pull_create", "pull_get", "ref_pull", "tag_create", "ref_tag", "tag_delete", "release_create"] {
            try await replay(name)
        }
    }

    private func others() async throws {
        try await replay("collaborator_add")
        try await replay("fork", as: ForgeFixture.basic("bob"))
        fixture.state.push(owner: "bob", name: "hello", branch: "main", message: "from the fork")
        try await replay("pull_create_fork", as: ForgeFixture.basic("bob"))
        for name in ["repo_rename", "repo_get_after_rename", "repo_get_by_id_after_rename"] { try await replay(name) }
        // The recorded server was asked before the rename.
        try await replay("hook_delete", path: "/api/v1/repos/alice/hello-renamed/hooks/1")
    }

    private func oauth2() async throws {
        try await replay("openid_configuration")
        let application = try TestJSON(try await replay("oauth2_app_create").body)
        form["client_id"] = application["client_id"]?.string
        form["client_secret"] = application["client_secret"]?.string
        form["code"] = try await authorize()
        try await replay("oauth2_token_bad_secret", form: ["client_secret": "nope"])
        let granted = try TestJSON(try await replay("oauth2_token").body)
        form["refresh_token"] = granted["refresh_token"]?.string
        try await replay("oauth2_token_code_reused")
        let access = try #require(granted["access_token"]?.string)
        try await replay("oauth2_user", as: TransportHeader("Authorization", "Bearer \(access)"))
        form["code"] = try await authorize()
        try await replay("oauth2_token_bad_verifier")
        // The recorded server takes a refresh token again, as it does with its default settings.
        fixture.state.faults.rotatesRefreshTokens = false
        for name in ["oauth2_refresh", "oauth2_refresh_reused"] { try await replay(name) }
    }

    /// The recorded query, with this server's client, and the consent that the recording ends with.
    private func authorize() async throws -> String {
        replayed.insert("oauth2_authorize")
        let file = ForgeFixture.recordings("exchanges").appending(path: "oauth2_authorize.json")
        let recorded = try TestJSON(Array(Data(contentsOf: file)))
        guard case .object(let items)? = recorded["authorize_query"] else { return "" }
        var query = items.compactMapValues(\.string)
        query["client_id"] = form["client_id"]
        let answer = try await fixture.consent(to: "/login/oauth/authorize?" + ConsentForm.encoded(query))
        let (code, location) = (ForgeFixture.query(of: answer)["code"] ?? "", answer.headers.first(named: "location"))
        let expected = recorded["grant_redirect"]?.string?.replacing(/code=[^&]*/, with: "code=\(code)")
        if location != expected { differences.append("oauth2_authorize: \(location ?? "") is not \(expected ?? "")") }
        return code
    }

    @discardableResult
    private func replay(
        _ name: String, as credentials: TransportHeader? = nil, path: String? = nil,
        form changes: [String: String] = [:]
    ) async throws -> TransportResponse {
        let recorded = try #require(exchanges[name], "there is no recording \(name)")
        replayed.insert(name)
        var headers = credentials.map { [$0] } ?? []
        if headers.isEmpty, recorded.usesBasicAuthentication { headers = [ForgeFixture.basic("alice")] }
        if headers.isEmpty, let authorization = recorded.authorization {
            let isWrong = authorization.contains("00000000")
            headers = [TransportHeader("Authorization", isWrong ? authorization : "token \(token)")]
        }
        var body = recorded.json ?? ""
        if !body.isEmpty { headers.append(TransportHeader("Content-Type", "application/json")) }
        if let fields = recorded.form {
            headers.append(ForgeFixture.formType)
            body = ConsentForm.encoded(
                fields.merging(form.filter { fields[$0.key] != nil }) { $1 }.merging(changes) { $1 })
        }
        var url = path ?? recorded.path
        for (theirs, ours) in objects { url = url.replacing(theirs, with: ours) }
        let response = try await fixture.send(recorded.method, url, headers: headers, body: body)
        differences += try Self.compare(response, with: recorded.response).map { "\(name): \($0)" }
        return response
    }

    private static func compare(
        _ response: TransportResponse, with recorded: TransportResponse
    ) throws -> [String] {
        guard response.status == recorded.status else {
            let body = String(decoding: response.body.prefix(300), as: UTF8.self)
            return ["\(response.status) \(body) is not \(recorded.status)"]
        }
        var found: [String] = []
        for header in recorded.headers {
            let value = response.headers.first(named: header.name)
            if value != header.value { found.append("\(header.name) is \(value ?? "missing"), not \(header.value)") }
        }
        let isJSON = recorded.headers.first(named: "content-type")?.contains("json") == true
        guard isJSON else {
            return response.body == recorded.body ? found : found + ["the body is another one"]
        }
        return found + (try TestJSON(response.body).differences(from: TestJSON(recorded.body), free: free))
    }
}
