import GitHubDriver
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitHub's deliveries that are not as published")
struct GitHubEventDamageTests {
    private static func outcome(_ event: String, _ body: [UInt8]) async -> String {
        do throws(DriverError) {
            return try await GitHubEventTests.read(event, body).deliveryID
        } catch {
            return error.code
        }
    }

    private static let outcomes: Set<String> = ["d1", "invalid", "ignored"]

    @Test("are read, ignored or refused, whatever was done to their bytes", arguments: Array(1...24))
    func bytes(seed: Int) async throws {
        var damage = SeededDamage(seed: UInt64(seed))
        for (name, expected) in GitHubEventTests.expected.sorted(by: { $0.key < $1.key }) {
            let whole = try GitHubFixtures.bytes("webhooks", name)
            for _ in 0..<10 {
                let body = damage.applied(to: whole)
                #expect(Self.outcomes.contains(await Self.outcome(expected.event, body)), "\(name)")
            }
        }
    }

    @Test("are read, ignored or refused, whichever member is missing or another value")
    func members() async throws {
        for (name, expected) in GitHubEventTests.expected {
            for (path, body) in try DamagedMembers.all(of: GitHubFixtures.bytes("webhooks", name)) {
                #expect(Self.outcomes.contains(await Self.outcome(expected.event, body)), "\(path)")
            }
        }
    }

    @Test(
        "are refused when they are no JSON of their event",
        arguments: ["push", "pull_request", "repository"],
        [
            "", "{", "null", "[]", "payload=%7B%7D", #"{"ref":1}"#, String(repeating: "[", count: 200_000),
            String(repeating: #"{"repository":"#, count: 50_000),
        ])
    func noJSON(event: String, body: String) async {
        #expect(await Self.outcome(event, Array(body.utf8)) == "invalid")
    }

    @Test(
        "are ignored when nobody wants their event",
        arguments: ["issues", "release", "fork", "create", "delete", "ping", "installation", ""])
    func unknownEvents(event: String) async {
        #expect(await Self.outcome(event, Array("{}".utf8)) == "ignored")
    }

    @Test("are refused without the name of their event")
    func headers() async throws {
        let body = try GitHubFixtures.bytes("webhooks", "push_new_branch")
        await #expect(throws: DriverError.self) {
            _ = try await GitHubDriver().event(from: WebhookDelivery(headers: ["x-gitea-event": "push"], body: body))
        }
    }

    private static let repository = #""repository":{"id":1,"full_name":"alice/hello"}"#

    @Test("name the head commit by its id, wherever it is", arguments: [40, 64])
    func headCommit(digits: Int) async throws {
        let (old, new) = (String(repeating: "a", count: digits), String(repeating: "b", count: digits))
        let zero = String(repeating: "0", count: digits)
        func push(_ before: String, _ after: String, _ commits: [String]) async throws -> RemoteEvent {
            let list = commits.map { #"{"id":"\#($0)","message":"of \#($0.prefix(1)) [skip ci]"}"# }
            let body =
                #"{"ref":"refs/heads/a/b","before":"\#(before)","after":"\#(after)","compare":"c","head_commit":null,"#
                + #""commits":[\#(list.joined(separator: ","))],\#(Self.repository)}"#
            return try await GitHubEventTests.read("push", Array(body.utf8))
        }
        for commits in [[old, new], [new, old]] {
            let event = try await push(zero, new, commits)
            #expect(event.kind == .push && event.branch == "a/b" && event.ref == "refs/heads/a/b")
            #expect(event.before == nil && event.after == new && event.compareURL == nil)
            #expect(event.commits.map(\.sha) == [old, new] && event.skipRequested && !event.truncated)
        }
        let moved = try await push(old, new, [])
        #expect(moved.compareURL == "c" && moved.before == old && !moved.skipRequested)
        let gone = try await push(old, zero, [])
        #expect(gone.kind == .branchDeleted && gone.after == nil && gone.compareURL == nil)
    }

    @Test("never take a tag object for a commit")
    func tagObject() async throws {
        let (tag, commit) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
        let members = #""ref":"refs/tags/v1","before":"0000","after":"\#(tag)",\#(Self.repository)"#
        let unknown = try await GitHubEventTests.read("push", Array("{\(members)}".utf8))
        #expect(unknown.kind == .tag && unknown.tag == "v1" && unknown.branch == nil && unknown.after == nil)
        let known = try await GitHubEventTests.read(
            "push", Array(#"{\#(members),"head_commit":{"id":"\#(commit)","message":"one [skip ci]"}}"#.utf8))
        #expect(known.kind == .tag && known.after == commit && !known.skipRequested)
    }

    @Test("with something other than a commit's id are refused", arguments: ["main", "../x", "abc", "ffffg"])
    func noSHA(after: String) async throws {
        let body = #"{"ref":"refs/heads/main","after":"\#(after)",\#(Self.repository)}"#
        #expect(await Self.outcome("push", Array(body.utf8)) == "invalid")
    }
}
