import ForgeSimulator
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@Suite("GitLab's answers of the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct GitLabShapeTests {
    /// What newer servers have besides; the published answers are older.
    private static let newer: Set<String> = [
        "$.locked", "$.empty_repo", "$[0].empty_repo", "$.permissions", "$[0].permissions", "$.commit.created_at",
        "$.commit.web_url", "$[0].commit.created_at", "$[0].commit.web_url", "$.can_push", "$.default", "$.web_url",
        "$[0].can_push", "$[0].default", "$[0].web_url", "$.target", "$.protected", "$[0].target", "$[0].protected",
        "$.alert_status", "$.disabled_until", "$.token_present", "$.signing_token_present", "$[0].alert_status",
        "$[0].disabled_until", "$[0].token_present", "$[0].signing_token_present", "$.draft", "$[0].draft",
        "$.user.id", "$.user.email", "$.event_type", "$.push_options", "$.object_attributes.draft", "$[0].coverage",
    ]

    private let fixture = ForgeFixture(kind: .gitlab)
    private let token: TransportHeader

    init() {
        fixture.state.addUser("alice", password: "password", email: "alice@example.test")
        fixture.state.addGroup("group/sub", owner: "alice")
        fixture.state.addRepository("hello", owner: "group/sub")
        token = TransportHeader("PRIVATE-TOKEN", fixture.state.addToken("t", for: "alice"))
    }

    private static func published(_ folder: String, _ name: String) throws -> TestJSON {
        try TestJSON(
            Array(
                Data(
                    contentsOf: ForgeFixture.recordings("bodies/\(folder)", of: "gitlab").appending(
                        path: "\(name).json")
                ))
        )
    }

    @discardableResult
    private func ask(
        _ path: String, _ method: String = "GET", _ body: String = "", status: Int = 200
    ) async throws -> TestJSON {
        let response = try await fixture.send(
            method, "/api/v4/\(path)", headers: [token, TransportHeader("Content-Type", "application/json")],
            body: body)
        #expect(response.status == status, "\(path): \(String(decoding: response.body, as: UTF8.self))")
        return response.body.isEmpty ? .null : try TestJSON(response.body)
    }

    private static func expectShape(_ answer: TestJSON, of name: String, in folder: String = "api") throws {
        let differences = try answer.shapeDifferences(from: published(folder, name), newer: newer)
        #expect(differences.isEmpty, "\(name): \(differences.joined(separator: "\n"))")
    }

    @Test("have the members of the published ones, of the same types")
    func answers() async throws {
        let project = "projects/group%2Fsub%2Fhello"
        try Self.expectShape(try await ask("user"), of: "user")
        try Self.expectShape(try await ask(project), of: "repo")
        try Self.expectShape(try await ask("projects?membership=true"), of: "repos")
        let branch = try await ask("\(project)/repository/branches/main")
        try Self.expectShape(branch, of: "branch")
        let sha = try #require(branch["commit"]?["id"]?.string)
        try Self.expectShape(try await ask("\(project)/repository/branches"), of: "branches")
        let made = try await ask(
            "\(project)/repository/branches", "POST", #"{"branch":"yooo","ref":"main"}"#, status: 201)
        try Self.expectShape(made, of: "branch_create")
        let tag = try await ask(
            "\(project)/repository/tags", "POST", #"{"tag_name":"v1.0.0","ref":"main"}"#, status: 201)
        try Self.expectShape(tag, of: "tag")
        try Self.expectShape(try await ask("\(project)/repository/tags/v1.0.0"), of: "tag")
        try Self.expectShape(try await ask("\(project)/repository/tags"), of: "tags")
        try Self.expectShape(try await ask("\(project)/repository/commits/\(sha)"), of: "commit")
        try Self.expectShape(try await ask("\(project)/repository/files/README.md?ref=main"), of: "content")
        let status = try await ask(
            "\(project)/statuses/\(sha)", "POST", #"{"state":"pending","name":"default","target_url":"u"}"#, status: 201
        )
        try Self.expectShape(status, of: "status")
        try Self.expectShape(try await ask("\(project)/repository/commits/\(sha)/statuses"), of: "statuses")
        let hook = try await ask("\(project)/hooks", "POST", #"{"url":"http://example.com/hook"}"#, status: 201)
        try Self.expectShape(hook, of: "hook")
        try Self.expectShape(try await ask("\(project)/hooks"), of: "hooks")
        let request = #"{"source_branch":"yooo","target_branch":"main","title":"JS fix"}"#
        try Self.expectShape(
            try await ask("\(project)/merge_requests", "POST", request, status: 201), of: "merge")
        try Self.expectShape(try await ask("\(project)/merge_requests/1"), of: "merge")
        try Self.expectShape(try await ask("\(project)/merge_requests"), of: "merges")
    }

    @Test("and its deliveries, with GitLab's headers")
    func deliveries() async throws {
        let collector = DeliveryCollector()
        let fixture = ForgeFixture(kind: .gitlab, webhooks: collector)
        fixture.state.addUser("alice", password: "password")
        fixture.state.addRepository("hello", owner: "alice")
        let token = TransportHeader("PRIVATE-TOKEN", fixture.state.addToken("t", for: "alice"))
        func send(_ method: String, _ path: String, _ body: String = "") async throws {
            let response = try await fixture.send(
                method, "/api/v4/projects/1/\(path)", headers: [token], body: body)
            #expect((200..<300).contains(response.status), "\(path)")
        }
        try await fixture.running {
            try await send(
                "POST", "hooks",
                #"{"url":"http://ci.test","token":"t","tag_push_events":true,"merge_requests_events":true}"#)
            fixture.state.push(owner: "alice", name: "hello", branch: "main", message: "one")
            fixture.state.push(owner: "alice", name: "hello", branch: "feature", message: "two")
            try await send("POST", "repository/tags", #"{"tag_name":"v1.0.0","ref":"main"}"#)
            try await send(
                "POST", "merge_requests", #"{"source_branch":"feature","target_branch":"main","title":"update readme"}"#
            )
            try await send("DELETE", "repository/branches/feature")
            let requests = await collector.next(5)
            let expected = [
                ("push", "Push Hook"), ("branch_create", "Push Hook"), ("tag_create", "Tag Push Hook"),
                ("pull_request_create", "Merge Request Hook"), ("branch_delete", "Push Hook"),
            ]
            for (request, (name, event)) in zip(requests, expected) {
                #expect(request.headers.first(named: "X-Gitlab-Event") == event)
                #expect(request.headers.first(named: "X-Gitlab-Token") == "t")
                #expect(
                    Set(request.headers.map(\.name)) == [
                        "Content-Type", "X-Gitlab-Event", "X-Gitlab-Instance", "X-Gitlab-Webhook-UUID",
                        "X-Gitlab-Event-UUID", "Idempotency-Key", "X-Gitlab-Token",
                    ])
                var body = try TestJSON(request.body)
                // A tag that isn't annotated brings no commits here.
                if name == "tag_create" { body = body.replacing("commits", with: try Self.published("webhooks", name)) }
                try Self.expectShape(body, of: name, in: "webhooks")
            }
        }
    }
}
