import Foundation
import GitLabDriver
import RemoteSources
import Testing

@Suite("GitLab's published deliveries")
struct GitLabEventTests {
    /// The header with which each of the bodies comes, and what it says.
    static let expected: [String: (event: String, summary: String)] = [
        "push": ("Push Hook", "4861503 sytses push master x→x commits=1"),
        "branch_create": ("Push Hook", "4861503 sytses push feature 0→x commits=1"),
        "branch_delete": ("Push Hook", "4861503 sytses branchDeleted feature x→0 commits=0"),
        "tag_create": ("Tag Push Hook", "4861503 sytses tag v1.0.0 0→x commits=1"),
        "pull_request_create": (
            "Merge Request Hook",
            "4861503 sytses pull 1 opened refs/merge-requests/1/head feature → master fork=false"
        ),
    ]

    static func headers(_ event: String) -> [String: String] { ["x-gitlab-event": event, "idempotency-key": "d1"] }

    static func event(_ name: String, _ body: [UInt8]) async throws -> RemoteEvent {
        try await GitLabDriver().event(from: WebhookDelivery(headers: headers(name), body: body))
    }

    static func show(_ event: RemoteEvent) -> String {
        let who = "\(event.repository.id) \(event.sender?.login ?? "-")"
        guard let pull = event.pullRequest else {
            let change = "\(event.before == nil ? "0" : "x")→\(event.after == nil ? "0" : "x")"
            return "\(who) \(event.kind.rawValue) \(event.branch ?? event.tag ?? "-") \(change)"
                + " commits=\(event.commits.count)"
        }
        return "\(who) pull \(pull.number) \(event.action?.rawValue ?? "-") \(event.ref ?? "-") "
            + "\(pull.source.branch) → \(pull.target.branch) fork=\(pull.fromFork)"
    }

    @Test("are read into what happened")
    func events() async throws {
        #expect(try GitLabFixtures.names("webhooks") == Set(Self.expected.keys))
        for (name, expected) in Self.expected {
            let event = try await Self.event(expected.event, GitLabFixtures.bytes("webhooks", name))
            #expect(Self.show(event) == expected.summary, "\(name)")
            #expect(event.deliveryID == "d1" && event.repository.path == "gitlab-org/hello-world")
            #expect(!event.skipRequested && !event.truncated)
        }
    }

    @Test("say everything that the delivery says")
    func whole() async throws {
        let secret = "a shared token"
        let reader = WebhookReader(driver: GitLabDriver(), type: "gitlab", secrets: [secret])
        let event = try await reader.event(
            headers: ["x-gitlab-event": "Push Hook", "x-gitlab-token": secret, "x-gitlab-webhook-uuid": "u1"],
            body: GitLabFixtures.bytes("webhooks", "push"), now: Date())
        let page = "https://gitlab.com/gitlab-org/hello-world"
        let (old, new) = ("9217710ce8c7e1eae7a5d1c45f6e43e1c769f866", "2adc9465c4edfc33834e173fe89436a7cb899a1d")
        let expected = """
            {"after":"\(new)","before":"\(old)","branch":"master","commits":[{"author":{"email":"noreply@gitlab.com",\
            "name":"Sid Sijbrandij"},"message":"added readme\\n","sha":"\(new)","webURL":"\(page)/commit/\(new)"}],\
            "compareURL":"\(page)/-/compare/\(old)...\(new)","deliveryID":"u1","driver":"gitlab","kind":"push",\
            "ref":"refs/heads/master","repository":{"id":"4861503","path":"gitlab-org/hello-world"},\
            "sender":{"id":"51764","login":"sytses"},"skipRequested":false,"truncated":false,\
            "webURL":"\(page)/commit/\(new)"}
            """
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(event), as: UTF8.self) == expected)
    }

    @Test("name their delivery by what stays the same when it is sent again")
    func deliveryID() async throws {
        let body = try GitLabFixtures.bytes("webhooks", "push")
        var headers = [
            "x-gitlab-event": "Push Hook", "idempotency-key": "k", "webhook-id": "w", "x-gitlab-webhook-uuid": "u",
            "x-gitlab-event-uuid": "e",
        ]
        for (name, id) in [
            ("idempotency-key", "k"), ("webhook-id", "w"), ("x-gitlab-webhook-uuid", "u"), ("x-gitlab-event-uuid", "e"),
        ] {
            let event = try await GitLabDriver().event(from: WebhookDelivery(headers: headers, body: body))
            #expect(event.deliveryID == id)
            headers[name] = nil
        }
        let event = try await GitLabDriver().event(from: WebhookDelivery(headers: headers, body: body))
        #expect(event.deliveryID.isEmpty)
    }

    private static let project = #""project":{"id":1,"path_with_namespace":"g/s/p","web_url":"https://h/g/s/p"}"#
    private static let (old, new) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))

    private func push(_ members: String, tag: Bool = false) async throws -> RemoteEvent {
        let ref = tag ? "refs/tags/v1" : "refs/heads/a/b"
        let body = #"{"ref":"\#(ref)",\#(members),\#(Self.project)}"#
        return try await Self.event(tag ? "Tag Push Hook" : "Push Hook", Array(body.utf8))
    }

    @Test("of a new branch without new commits are events like any other")
    func emptyBranch() async throws {
        let zero = String(repeating: "0", count: 40)
        let event = try await push(
            #""before":"\#(zero)","after":"\#(Self.new)","checkout_sha":"\#(Self.new)","commits":[],"total_commits_count":0"#
        )
        #expect(event.kind == .push && event.before == nil && event.after == Self.new && event.commits.isEmpty)
        #expect(event.compareURL == nil && event.webURL == "https://h/g/s/p" && event.sender == nil)
    }

    @Test("name the head commit by its id, wherever it is")
    func headCommit() async throws {
        let commits = [Self.old, Self.new].map { #"{"id":"\#($0)","message":"\#($0.prefix(1)) [ci skip]"}"# }
        for list in [commits, commits.reversed()] {
            let event = try await push(
                #""before":"\#(Self.old)","after":"\#(Self.new)","total_commits_count":21,"commits":[\#(list.joined(separator: ","))]"#
            )
            #expect(event.commits.map(\.sha) == [Self.old, Self.new] && event.skipRequested && event.truncated)
        }
    }

    @Test("never take a tag object for a commit")
    func annotatedTag() async throws {
        let event = try await push(
            #""after":"\#(Self.old)","checkout_sha":"\#(Self.new)","message":"[ci skip]""#, tag: true)
        #expect(event.kind == .tag && event.after == Self.new && event.before == nil && !event.skipRequested)
        let gone = try await push(#""before":"\#(Self.old)","after":"000","checkout_sha":null"#, tag: true)
        #expect(gone.kind == .tagDeleted && gone.tag == "v1" && gone.after == nil && gone.before == Self.old)
    }

    @Test(
        "hear of a push's own wish to skip",
        arguments: [
            (#"{"ci":{"skip":true}}"#, true), (#"{"ci":{"skip":1}}"#, true), (#"{"ci":{"skip":"x"}}"#, true),
            (#"{"ci":{"skip":false}}"#, false), (#"{"ci":{"skip":0}}"#, false), (#"{"ci":{}}"#, false),
            ("{}", false), ("null", false), ("[]", false), (#""ci.skip""#, false), (#"{"ci":7}"#, false),
        ])
    func pushOptions(options: String, skips: Bool) async throws {
        let event = try await push(#""after":"\#(Self.new)","push_options":\#(options)"#)
        #expect(event.skipRequested == skips)
    }

    private func mergeRequest(_ attributes: String) async throws -> RemoteEvent {
        let body = #"""
            {"object_attributes":{"id":900,"iid":3,"title":"t","source_branch":"x","target_branch":"main",
            "target_project_id":1,"url":"https://h/mr/3",\#(attributes)},\#(Self.project),"user":{"id":5,"username":"u"}}
            """#
        return try await Self.event("Merge Request Hook", Array(body.utf8))
    }

    @Test(
        "of merge requests are told by their action, and new commits by the commit before",
        arguments: [
            (#""action":"open""#, "opened"), (#""action":"reopen""#, "reopened"), (#""action":"close""#, "closed"),
            (#""action":"merge""#, "merged"),
            (#""action":"update","state":"opened","oldrev":"\#(String(repeating: "a", count: 40))""#, "synchronized"),
            (#""action":"update","state":"closed","oldrev":"\#(String(repeating: "a", count: 40))""#, nil),
            (#""action":"update","state":"opened""#, nil), (#""action":"update","state":"opened","oldrev":null"#, nil),
            (#""action":"approved""#, nil), (#""action":"unapproved""#, nil), (#""action":"approval""#, nil),
            (#""action":"unapproval""#, nil), (#""state":"opened""#, nil), (#""action":"tomorrow""#, nil),
        ])
    func actions(attributes: String, action: String?) async throws {
        let all = attributes + #","source_project_id":1,"last_commit":{"id":"\#(Self.new)","message":"m"}"#
        do {
            let event = try await mergeRequest(all)
            #expect(event.action?.rawValue == action)
            // The number in the project, not the database's id.
            #expect(event.pullRequest?.number == 3 && event.ref == "refs/merge-requests/3/head")
            #expect(event.after == Self.new && event.before == (action == "synchronized" ? Self.old : nil))
            #expect(event.webURL == "https://h/mr/3" && event.sender == .init(id: "5", login: "u"))
        } catch DriverError.ignored {
            #expect(action == nil)
        }
    }

    @Test(
        "are of a fork unless the source is known to be the same project",
        arguments: [
            (#""source_project_id":1,"source":{"id":1,"path_with_namespace":"g/s/p"}"#, false, "g/s/p"),
            (#""source_project_id":2,"source":{"id":2,"path_with_namespace":"u/p"}"#, true, "u/p"),
            (#""source_project_id":null,"source":null"#, true, nil), (#""source_project_id":2"#, true, nil),
            (#""source":null"#, true, nil),
        ])
    func forks(source: String, isFork: Bool, path: String?) async throws {
        let event = try await mergeRequest(#""action":"open","work_in_progress":true,\#(source)"#)
        let pull = try #require(event.pullRequest)
        #expect(pull.fromFork == isFork && pull.source.path == path && pull.draft && pull.target.path == "g/s/p")
        // A merge request without commits has no head.
        #expect(event.after == nil && pull.source.sha == nil)
    }

    @Test(
        "are ignored when nobody wants them",
        arguments: [
            "Note Hook", "Pipeline Hook", "Job Hook", "System Hook", "Release Hook", "Issue Hook", "Wiki Page Hook", "",
        ])
    func unwanted(event: String) async {
        let error = await #expect(throws: DriverError.self) { _ = try await Self.event(event, Array("{}".utf8)) }
        #expect(error?.code == "ignored")
    }
}
