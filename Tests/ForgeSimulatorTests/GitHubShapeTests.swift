import ForgeSimulator
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@Suite("GitHub's answers of the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct GitHubShapeTests {
    /// What newer servers have besides; the published answers are older.
    private static let newer: Set<String> = [
        "node_id", "has_projects", "disabled", "is_template", "web_commit_signoff_required", "custom_properties",
        "visibility", "forks", "open_issues", "watchers", "license", "maintain", "triage", "type", "deliveries_url",
        "last_response", "insecure_ssl", "secret", "html_url", "comments_url", "stats", "files", "protection_url",
        "assignees", "requested_reviewers", "requested_teams", "labels", "author_association", "mergeable_state",
        "review_comments", "auto_merge", "active_lock_reason", "rebaseable", "comment_count",
    ]

    private static func published(_ folder: String, _ name: String) throws -> TestJSON {
        try TestJSON(
            Array(
                Data(
                    contentsOf: ForgeFixture.recordings("bodies/\(folder)", of: "github").appending(
                        path: "\(name).json")
                ))
        )
    }

    /// A member that is missing or of another type is a difference; one that isn't published is, unless newer servers
    /// have it, or it is below one that has more now, such as a person.
    private static func expectShape(_ answer: TestJSON, of name: String, in folder: String = "api") throws {
        let differences = try answer.shapeDifferences(from: published(folder, name), newer: []).filter { difference in
            guard difference.hasSuffix(" is not published") else { return !isLeftOut(difference, name) }
            let member = difference.dropLast(" is not published".count).split(separator: ".").last.map(String.init)
            return !newer.contains(member ?? "") && !(member ?? "").hasSuffix("_url")
                && !["login", "id", "site_admin", "name"].contains(member)
        }
        #expect(differences.isEmpty, "\(name): \(differences.joined(separator: "\n"))")
    }

    /// What the published thing has and this one can't: it is a fork in an organization, or an app's.
    private static func isLeftOut(_ difference: String, _ name: String) -> Bool {
        let left = [
            "$.organization", "$.parent", "$.source", "$[0].organization", "$[0].parent", "$[0].source",
            "$.installation",
        ]
        return left.contains { difference == "\($0) is missing" }
            || name.hasPrefix("push")
                && ["name", "email"].contains { difference == "$.repository.owner.\($0) is missing" }
    }

    @Test("have the members of the published ones, of the same types")
    func answers() async throws {
        let fixture = ForgeFixture(kind: .github)
        fixture.state.addUser("alice", password: "password", email: "alice@example.test")
        fixture.state.addGroup("acme", owner: "alice")
        fixture.state.addRepository("hello", owner: "alice")
        let token = TransportHeader("Authorization", "Bearer " + fixture.state.addToken("t", for: "alice"))
        func ask(_ path: String, _ method: String = "GET", _ body: String = "", status: Int = 200) async throws
            -> TestJSON
        {
            let response = try await fixture.send(method, "/api/v3/\(path)", headers: [token], body: body)
            #expect(response.status == status, "\(path): \(String(decoding: response.body, as: UTF8.self))")
            return try TestJSON(response.body)
        }
        let repository = "repos/alice/hello"
        try Self.expectShape(try await ask("user"), of: "user")
        try Self.expectShape(try await ask("user/emails"), of: "emails")
        try Self.expectShape(try await ask("user/orgs"), of: "orgs")
        try Self.expectShape(try await ask(repository), of: "repo")
        try Self.expectShape(try await ask("user/repos"), of: "repos")
        try Self.expectShape(try await ask("\(repository)/branches"), of: "branches")
        let branch = try await ask("\(repository)/branches/main")
        try Self.expectShape(branch, of: "branch")
        let sha = try #require(branch["commit"]?["sha"]?.string)
        try Self.expectShape(try await ask("\(repository)/commits/\(sha)"), of: "commit")
        try Self.expectShape(try await ask("\(repository)/contents/README.md?ref=main"), of: "content")
        let tag = #"{"ref":"refs/tags/v0.1","sha":"\#(sha)"}"#
        try Self.expectShape(try await ask("\(repository)/git/refs", "POST", tag, status: 201), of: "tag")
        try Self.expectShape(try await ask("\(repository)/git/ref/tags/v0.1"), of: "tag")
        try Self.expectShape(try await ask("\(repository)/git/matching-refs/tags"), of: "tags")
        let hook = #"{"config":{"url":"http://example.com/webhook","content_type":"json","secret":"s"}}"#
        try Self.expectShape(try await ask("\(repository)/hooks", "POST", hook, status: 201), of: "hook")
        try Self.expectShape(try await ask("\(repository)/hooks"), of: "hooks")
        let status = #"{"state":"success","context":"c","target_url":"u","description":"d"}"#
        try Self.expectShape(try await ask("\(repository)/statuses/\(sha)", "POST", status, status: 201), of: "status")
        try Self.expectShape(try await ask("\(repository)/commits/\(sha)/statuses"), of: "statuses")
        fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "two")
        let pull = #"{"title":"t","head":"feature","base":"main"}"#
        try Self.expectShape(try await ask("\(repository)/pulls", "POST", pull, status: 201), of: "pr")
        try Self.expectShape(try await ask("\(repository)/pulls/1"), of: "pr")
        try Self.expectShape(try await ask("\(repository)/pulls"), of: "pulls")
        try Self.expectShape(try await ask("repos/alice/none", status: 404), of: "error")
    }

    @Test("and its deliveries, with GitHub's headers")
    func deliveries() async throws {
        let collector = DeliveryCollector()
        let fixture = ForgeFixture(kind: .github, webhooks: collector)
        fixture.state.addUser("alice", password: "password")
        fixture.state.addRepository("hello", owner: "alice")
        let token = TransportHeader("Authorization", "Bearer " + fixture.state.addToken("t", for: "alice"))
        func send(_ method: String, _ path: String, _ body: String = "") async throws -> TestJSON {
            let response = try await fixture.send(
                method, "/api/v3/repos/alice/hello/\(path)", headers: [token], body: body)
            #expect((200..<300).contains(response.status), "\(path)")
            return response.body.isEmpty ? .null : try TestJSON(response.body)
        }
        try await fixture.running {
            _ = try await send(
                "POST", "hooks",
                #"{"config":{"url":"http://ci.test","content_type":"json","secret":"s"},"events":["*"]}"#)
            fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "one")
            let sha = try #require(try await send("GET", "git/ref/heads/main")["object"]?["sha"]?.string)
            _ = try await send("POST", "git/refs", #"{"ref":"refs/tags/simple-tag","sha":"\#(sha)"}"#)
            _ = try await send("DELETE", "git/refs/tags/simple-tag")
            _ = try await send("POST", "pulls", #"{"title":"t","head":"feature","base":"main"}"#)
            fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "two")
            fixture.state.renameRepository(owner: "alice", name: "hello", to: "other")
            let requests = await collector.next(11)
            let expected = [
                ("ping", "ping"), ("push_new_branch", "push"), (nil, "create"), (nil, "push"), ("create_tag", "create"),
                ("push_tag_deleted", "push"), ("delete_tag", "delete"), ("pull_request_opened", "pull_request"),
                (nil, "push"), ("pull_request_synchronize", "pull_request"), ("repository_renamed", "repository"),
            ]
            for (request, (name, event)) in zip(requests, expected) {
                #expect(request.headers.first(named: "X-GitHub-Event") == event)
                #expect(request.headers.first(named: "X-Hub-Signature-256")?.hasPrefix("sha256=") == true)
                if let name { try Self.expectShape(try TestJSON(request.body), of: name, in: "webhooks") }
            }
            #expect(Set(requests.compactMap { $0.headers.first(named: "X-GitHub-Delivery") }).count == 11)
        }
    }
}
