import Crypto
import DeclarativeDriver
import Foundation
import RemoteSources
import Testing

@Suite("Deliveries to the example drivers")
struct EventTests {
    private static let secret = "webhook-secret"

    static func headers(_ forge: ExampleDriver, _ event: String, _ body: [UInt8]) -> [String: String] {
        let code = HMAC<SHA256>.authenticationCode(for: Data(body), using: SymmetricKey(data: Data(secret.utf8)))
        let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        switch forge {
        case .gogs: return ["x-gogs-event": event, "x-gogs-delivery": "d1", "x-gogs-signature": digits]
        case .bitbucketServer:
            return ["x-event-key": event, "x-request-id": "d1", "x-hub-signature": "sha256=" + digits]
        }
    }

    static func event(_ forge: ExampleDriver, _ event: String, _ body: [UInt8]) async throws -> RemoteEvent {
        let reader = WebhookReader(driver: try forge.driver(), type: forge.rawValue, secrets: [secret])
        return try await reader.event(headers: headers(forge, event, body), body: body, now: Date())
    }

    private static func shown(_ event: RemoteEvent) -> String {
        var parts = [
            event.kind.rawValue, event.action?.rawValue, event.repository.id, event.repository.path, event.ref,
        ]
        parts += [event.branch ?? event.tag, event.before?.prefix(4).description, event.after?.prefix(4).description]
        parts += [event.sender.map { "\($0.id ?? "-"):\($0.login)" }]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    @Test(
        "are read into what happened",
        arguments: [
            (
                ExampleDriver.gogs, "push", "push",
                "push 61 gogits/hello-world refs/heads/master master 9836 4522 1:unknwon"
            ),
            (.gogs, "create", "create_tag", "tag 61 gogits/hello-world refs/tags/v1.0.0 v1.0.0 1:unknwon"),
            (
                .gogs, "delete", "delete_branch",
                "branchDeleted 61 gogits/hello-world refs/heads/feature feature 1:unknwon"
            ),
            (.gogs, "delete", "delete_tag", "tagDeleted 61 gogits/hello-world refs/tags/v1.0.0 v1.0.0 1:unknwon"),
            (
                .gogs, "pull_request", "pull_request",
                "pullRequest opened 61 gogits/hello-world refs/pull/2/head 1:unknwon"
            ),
            (
                .bitbucketServer, "repo:refs_changed", "refs_updated",
                "push 1684 DEV/deployment-automation refs/heads/renovate-all renovate-all e0e1 7679 14570:renovatebot"
            ),
            (
                .bitbucketServer, "repo:refs_changed", "refs_deleted",
                "branchDeleted 4 ~gopher/webhook-test refs/heads/feature/wip feature/wip 32a0 3231:gopher"
            ),
            (
                .bitbucketServer, "pr:opened", "pull_request_opened",
                "pullRequest opened 4 ~gopher/webhook-test refs/pull-requests/5/from 32a0 3231:gopher"
            ),
            (
                .bitbucketServer, "repo:modified", "repository_modified",
                "repositoryRenamed 4 gopher/webhook-test 3231:gopher"
            ),
        ])
    func events(forge: ExampleDriver, event: String, name: String, expected: String) async throws {
        let read = try await Self.event(forge, event, try forge.delivery(name))
        #expect(Self.shown(read) == expected)
        #expect(read.driver == forge.rawValue && read.deliveryID == "d1")
    }

    @Test("have their commits, pages and sides of a pull request")
    func details() async throws {
        let push = try await Self.event(.gogs, "push", try ExampleDriver.gogs.delivery("push"))
        #expect(push.commits.map(\.message) == ["Updated readme\n"] && !push.skipRequested && !push.truncated)
        #expect(push.commits.first?.author == .init(name: "Unknwon", email: "noreply@gogs.io"))
        #expect(push.webURL?.hasSuffix("/commit/4522cbcefc20728a5b72b3a86af35e608622c514") == true)
        #expect(push.compareURL?.contains("/compare/") == true)
        let opened = try await Self.event(
            .bitbucketServer, "pr:opened", try ExampleDriver.bitbucketServer.delivery("pull_request_opened"))
        let pull = try #require(opened.pullRequest)
        #expect(pull.number == 5 && pull.title == "Update README" && !pull.fromFork && !pull.draft)
        #expect(pull.source.branch == "feature/wip" && pull.target.branch == "master")
        #expect(pull.source.sha == opened.after && pull.target.path == "~gopher/webhook-test")
        #expect(opened.webURL?.hasSuffix("/pull-requests/5") == true)
    }

    private static func changed(
        _ forge: ExampleDriver, _ name: String, _ old: String, _ new: String
    ) throws -> [UInt8] {
        let text = String(decoding: try forge.delivery(name), as: UTF8.self)
        #expect(text.contains(old))
        return Array(text.replacing(old, with: new).utf8)
    }

    @Test("know what became of a pull request")
    func actions() async throws {
        for (word, merged, action) in [
            ("closed", "false", RemoteEvent.Action.closed), ("closed", "true", .merged),
            ("synchronized", "false", .synchronized), ("reopened", "false", .reopened),
        ] {
            var body = try Self.changed(.gogs, "pull_request", #""action": "opened""#, #""action": "\#(word)""#)
            body = Array(
                String(decoding: body, as: UTF8.self).replacing(#""merged": false"#, with: #""merged": \#(merged)"#)
                    .utf8)
            #expect(try await Self.event(.gogs, "pull_request", body).action == action)
        }
        let merged = try Self.changed(.bitbucketServer, "pull_request_opened", "pr:opened", "pr:merged")
        #expect(try await Self.event(.bitbucketServer, "pr:merged", merged).action == .merged)
    }

    @Test("say when commits are not all there, and when nothing shall be run")
    func truncated() async throws {
        let two = try Self.changed(
            .bitbucketServer, "refs_updated", #""changes": ["#,
            #""changes": [{"ref":{"id":"refs/heads/a"},"fromHash":"0000","toHash":"\#(String(repeating: "a", count: 40))"},"#
        )
        let event = try await Self.event(.bitbucketServer, "repo:refs_changed", two)
        #expect(event.truncated && event.branch == "a" && event.before == nil)
        let skipped = try Self.changed(.gogs, "push", #"Updated readme\n"#, "Updated readme [ci skip]")
        #expect(try await Self.event(.gogs, "push", skipped).skipRequested)
    }

    @Test(
        "are ignored when nothing here is about them",
        arguments: [
            (ExampleDriver.gogs, "create", "create_branch"), (.gogs, "issues", "push"), (.gogs, "", "push"),
            (.bitbucketServer, "diagnostics:ping", "refs_updated"),
            (.bitbucketServer, "pr:comment:added", "refs_updated"),
        ])
    func ignored(forge: ExampleDriver, event: String, name: String) async throws {
        await #expect {
            _ = try await Self.event(forge, event, try forge.delivery(name))
        } throws: { error in
            if case .ignored? = error as? WebhookRefusal { true } else { false }
        }
    }

    @Test("are not read without a signature of a secret that is known", arguments: ExampleDriver.allCases)
    func genuine(forge: ExampleDriver) async throws {
        let body = try forge.delivery(forge == .gogs ? "push" : "refs_updated")
        let reader = WebhookReader(driver: try forge.driver(), type: forge.rawValue, secrets: ["another"])
        for (headers, reader) in [
            (Self.headers(forge, "push", body), reader),
            (["x-gogs-event": "push", "x-event-key": "repo:refs_changed"], reader),
        ] {
            await #expect(throws: WebhookRefusal.notGenuine) {
                _ = try await reader.event(headers: headers, body: body, now: Date())
            }
        }
    }
}
