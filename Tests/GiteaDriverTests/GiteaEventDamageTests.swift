import GiteaDriver
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("Gitea's deliveries that are not as recorded")
struct GiteaEventDamageTests {
    private static func outcome(_ event: String, _ body: [UInt8]) async -> String {
        let headers = ["x-gitea-event": event, "x-gitea-delivery": "d1"]
        do throws(DriverError) {
            let event = try await GiteaDriver().event(from: WebhookDelivery(headers: headers, body: body))
            return event.deliveryID
        } catch {
            return error.code
        }
    }

    @Test("are read, ignored or refused, whatever was done to their bytes", arguments: Array(1...24))
    func bytes(seed: Int) async throws {
        var damage = SeededDamage(seed: UInt64(seed))
        for name in try GiteaEventTests.names() {
            let delivery = try GiteaEventTests.delivery(name)
            let event = try #require(delivery.lowercased["x-gitea-event"])
            for _ in 0..<10 {
                let outcome = await Self.outcome(event, damage.applied(to: Array(delivery.body.utf8)))
                #expect(["d1", "invalid", "ignored"].contains(outcome), "\(name)")
            }
        }
    }

    @Test("are read, ignored or refused, whichever member is missing or another value")
    func members() async throws {
        for name in ["push_main.push", "tag_delete.0.push", "branch_delete.delete", "pr_opened.pull_request"] {
            let delivery = try GiteaEventTests.delivery(name)
            let event = try #require(delivery.lowercased["x-gitea-event"])
            for (path, body) in try DamagedMembers.all(of: Array(delivery.body.utf8)) {
                #expect(["d1", "invalid", "ignored"].contains(await Self.outcome(event, body)), "\(path)")
            }
        }
    }

    @Test(
        "are refused when they are no JSON of their event",
        arguments: ["push", "delete", "pull_request", "repository"],
        [
            "", "{", "null", "[]", "payload=%7B%7D", #"{"ref":1}"#, String(repeating: "[", count: 200_000),
            String(repeating: #"{"repository":"#, count: 50_000),
        ])
    func noJSON(event: String, body: String) async {
        #expect(await Self.outcome(event, Array(body.utf8)) == "invalid")
    }

    @Test("are ignored when nobody wants their event", arguments: ["issues", "release", "fork", "wiki", "ping", ""])
    func unknownEvents(event: String) async {
        #expect(await Self.outcome(event, Array("{}".utf8)) == "ignored")
    }

    @Test("are refused without the name of their event", arguments: [[:], ["x-gitea-delivery": "d1"]])
    func headers(headers: [String: String]) async throws {
        let body = Array(try GiteaEventTests.delivery("push_main.push").body.utf8)
        await #expect(throws: DriverError.self) {
            _ = try await GiteaDriver().event(from: WebhookDelivery(headers: headers, body: body))
        }
    }

    private static func event(_ event: String, _ body: String) async throws -> RemoteEvent {
        let headers = ["x-gitea-event": event, "x-gitea-delivery": "d1"]
        return try await GiteaDriver().event(from: WebhookDelivery(headers: headers, body: Array(body.utf8)))
    }

    private static let repository = #""repository":{"id":1,"full_name":"alice/hello"}"#

    @Test("name the head commit by its id, wherever it is", arguments: [40, 64])
    func headCommit(digits: Int) async throws {
        let (old, new) = (String(repeating: "a", count: digits), String(repeating: "b", count: digits))
        let zero = String(repeating: "0", count: digits)
        func push(_ after: String, _ commits: [String]) async throws -> RemoteEvent {
            let list = commits.map { #"{"id":"\#($0)","message":"of \#($0.prefix(1)) [skip ci]"}"# }
            return try await Self.event(
                "push",
                #"{"ref":"refs/heads/a/b","before":"\#(zero)","after":"\#(after)","total_commits":2,"#
                    + #""commits":[\#(list.joined(separator: ","))],\#(Self.repository)}"#)
        }
        for commits in [[old, new], [new, old]] {
            let event = try await push(new, commits)
            #expect(event.kind == .push && event.branch == "a/b" && event.ref == "refs/heads/a/b")
            #expect(event.before == nil && event.after == new && event.compareURL == nil)
            #expect(event.commits.map(\.sha) == [old, new] && event.skipRequested && !event.truncated)
        }
        let without = try await push(new, [old])
        #expect(without.after == new && !without.skipRequested && without.truncated)
        let gone = try await push(zero, [old])
        #expect(gone.kind == .branchDeleted && gone.after == nil && gone.commits.isEmpty && !gone.skipRequested)
    }

    @Test("never take a tag object for a commit")
    func tagObject() async throws {
        let (tag, commit) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
        let members = #""ref":"refs/tags/v1","before":"0000","after":"\#(tag)",\#(Self.repository)"#
        let unknown = try await Self.event("push", "{\(members)}")
        #expect(unknown.kind == .tag && unknown.tag == "v1" && unknown.branch == nil && unknown.after == nil)
        let known = try await Self.event(
            "push", #"{\#(members),"head_commit":{"id":"\#(commit)","message":"one [skip ci]"}}"#)
        #expect(known.kind == .tag && known.after == commit && !known.skipRequested)
    }

    @Test("with something other than a commit's id are refused", arguments: ["main", "../x", "abc", "ffffg"])
    func noSHA(after: String) async throws {
        let body = #"{"ref":"refs/heads/main","after":"\#(after)",\#(Self.repository)}"#
        #expect(await Self.outcome("push", Array(body.utf8)) == "invalid")
    }

    @Test(
        "are of a fork unless both sides are known to be one repository",
        arguments: [
            (#""repo_id":1,"repo":{"id":1,"full_name":"alice/hello"}"#, #""repo_id":1"#, false),
            (#""repo_id":2,"repo":{"id":2,"full_name":"bob/hello"}"#, #""repo_id":1"#, true),
            (#""repo_id":0,"repo":null"#, #""repo_id":1"#, true),
            (#""repo_id":1"#, #""repo_id":1"#, true),
            (#""repo":{"id":2,"full_name":"bob/hello"}"#, #""repo":{"id":1,"full_name":"alice/hello"}"#, true),
            (#""repo_id":1,"repo":{"id":2,"full_name":"bob/hello"}"#, #""repo_id":1"#, true),
        ])
    func forks(head: String, base: String, isFromFork: Bool) async throws {
        let sha = String(repeating: "a", count: 40)
        let body = #"""
            {"action":"opened","number":3,"pull_request":{"id":90,"number":3,"title":"[WIP] t","html_url":"u",
            "head":{"ref":"x","sha":"\#(sha)",\#(head)},"base":{"ref":"main","sha":"\#(sha)",\#(base)}},\#(Self.repository)}
            """#
        let event = try await Self.event("pull_request", body)
        let pull = try #require(event.pullRequest)
        #expect(pull.fromFork == isFromFork && pull.draft)
        #expect(pull.number == 3 && event.ref == "refs/pull/3/head" && event.after == sha)
    }
}
