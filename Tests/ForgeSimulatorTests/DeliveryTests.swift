import ForgeSimulator
import Foundation
import GiteaDriver
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("Deliveries of the simulator", .serviceLogs, .timeLimit(.minutes(1)))
struct DeliveryTests {
    static let secret = "webhook-secret-0123456789"
    static let alice = ForgeFixture.basic("alice")
    /// Recordings of deliveries that the simulator doesn't make, and why.
    static let leftOut: [String: String] = [
        "pr_closed.pull_request": staysOpen, "pr_edited.pull_request": staysOpen,
        "pr_merged.0.pull_request": staysOpen, "pr_merged.1.push": staysOpen,
        "pr_reopened.pull_request": staysOpen,
        "pr_synchronized.1.pull_request": "a push to a pull request's branch is delivered as a push only",
    ]
    private static let staysOpen = "pull requests of the simulator stay open and as they are"

    /// Where the recorded server counts or decides something that has no part in a delivery's meaning.
    private static let free: Set<String> = [
        "size", "ssh_url", "watchers_count", "updated_at", "open_pr_counter", "release_counter", "forks_count",
        "mergeable", "added", "permissions",
    ]

    @Test("look like the recorded ones: the same headers, members and types, and a signature of the body")
    func shapes() async throws {
        let collector = DeliveryCollector()
        let fixture = ForgeFixture(webhooks: collector)
        try await fixture.running {
            try await Self.setUp(fixture)
            try await Self.live(in: fixture)
            let names = Self.made
            let requests = await collector.next(names.count)
            for (name, request) in zip(names, requests) {
                let recorded = try RecordedDelivery.load(name)
                #expect(Set(request.headers.map(\.name)) == Set(recorded.headers.keys), "\(name)")
                #expect(request.headers.first(named: "X-Gitea-Event") == recorded.headers["X-Gitea-Event"], "\(name)")
                let differences = try TestJSON(request.body).differences(
                    from: TestJSON(Array(recorded.body.utf8)), free: Self.free)
                #expect(differences.isEmpty, "\(name): \(differences.joined(separator: "\n"))")
                #expect(Self.isGenuine(request), "\(name)")
            }
            let files = try ForgeFixture.fileNames("deliveries")
            #expect(files == Set(names).union(Self.leftOut.keys))
        }
    }

    /// The recordings in the order in which `live` brings them.
    private static let made = [
        "test_delivery.push", "push_main.push", "push_skip_ci.push", "branch_create.0.create",
        "branch_create.1.push", "push_feature.push", "pr_opened.pull_request", "pr_synchronized.0.push",
        "tag_create.0.push", "tag_create.1.create", "tag_delete.0.push", "tag_delete.1.delete",
        "tag_delete.2.release", "release_published.0.push", "release_published.1.create",
        "release_published.2.release", "pr_opened_from_fork.pull_request", "branch_delete.delete",
    ]

    private static func setUp(_ fixture: ForgeFixture) async throws {
        fixture.state.addUser("root", password: "password")
        fixture.state.addUser("alice", password: "password", email: "alice@example.test")
        fixture.state.addUser("bob", password: "password", email: "bob@example.test")
        fixture.state.addRepository("hello", owner: "alice", isPrivate: true)
        // The recorded server had as many others before the fork.
        for number in 1...60 { fixture.state.addRepository("bulk-\(number)", owner: "alice") }
        try await send(
            fixture, "hooks",
            #"{"type":"gitea","active":true,"events":["push","create","delete","pull_request","release"],"#
                + #""config":{"content_type":"json","secret":"\#(secret)","url":"http://ci.example.com/webhooks"}}"#)
    }

    private static func live(in fixture: ForgeFixture) async throws {
        func push(_ branch: String, _ message: String) {
            fixture.state.push(owner: "alice", name: "hello", branch: branch, message: message)
        }
        try await send(fixture, "hooks/1/tests")
        push("main", "add a.txt")
        push("main", "docs [skip ci]\n\nbody line\n")
        try await send(fixture, "branches", #"{"new_branch_name":"feature/x","old_branch_name":"main"}"#)
        push("feature/x", "add b.txt")
        try await send(fixture, "pulls", #"{"base":"main","head":"feature/x","title":"Add b"}"#)
        push("feature/x", "add c.txt")
        try await send(fixture, "tags", #"{"tag_name":"v1.0.0","message":"one","target":"main"}"#)
        try await send(fixture, "tags/v1.0.0", method: "DELETE")
        try await send(
            fixture, "releases", #"{"tag_name":"v1.1.0","name":"r","body":"notes","target_commitish":"main"}"#)
        try await send(fixture, "collaborators/bob", #"{"permission":"write"}"#, method: "PUT")
        try await send(fixture, "forks", "{}", as: ForgeFixture.basic("bob"))
        try await send(
            fixture, "pulls", #"{"base":"main","head":"bob:main","title":"fork pr"}"#, as: ForgeFixture.basic("bob"))
        try await send(fixture, "branches/feature/x", method: "DELETE")
    }

    private static func send(
        _ fixture: ForgeFixture, _ path: String, _ body: String = "", method: String = "POST",
        as caller: TransportHeader = alice
    ) async throws {
        let answer = try await fixture.send(
            method, "/api/v1/repos/alice/hello/\(path)", headers: [caller], body: body)
        #expect((200...299).contains(answer.status), "\(path): \(String(decoding: answer.body, as: UTF8.self))")
    }

    private static func isGenuine(_ request: TransportRequest) -> Bool {
        let headers = Dictionary(
            request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        guard let scheme = GiteaDriver().manifest.webhookSchemes.first else { return false }
        return WebhookVerifier(schemes: [scheme], secrets: [secret])
            .accepts(headers: headers, body: request.body, now: Date())
    }

    @Test("end with the simulator, also while a receiver keeps one of them waiting")
    func end() async throws {
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        let fixture = ForgeFixture(webhooks: SilentReceiver(hasBeenAsked: continuation))
        try await fixture.running {
            try await Self.setUp(fixture)
            fixture.state.push(owner: "alice", name: "hello", branch: "main", message: "one")
            for await _ in asked { break }
        }
    }

    @Test("as forms are read like those as JSON, and are signed by what is in them")
    func forms() async throws {
        let collector = DeliveryCollector()
        let fixture = ForgeFixture(webhooks: collector)
        try await fixture.running {
            fixture.state.addUser("alice", password: "password")
            fixture.state.addRepository("hello", owner: "alice")
            for type in ["form", "json"] {
                try await Self.send(
                    fixture, "hooks",
                    #"{"type":"gitea","active":true,"events":["push"],"#
                        + #""config":{"content_type":"\#(type)","secret":"\#(Self.secret)","url":"http://ci.test"}}"#)
            }
            fixture.state.push(owner: "alice", name: "hello", branch: "main", message: "a & b + ü = 100 %")
            let reader = WebhookReader(driver: GiteaDriver(), type: "gitea", secrets: [Self.secret])
            var events: [RemoteEvent] = []
            for request in await collector.next(2) {
                let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
                events.append(try await reader.event(headers: headers, body: request.body, now: Date()))
            }
            #expect(events.map(\.commits.last?.message) == ["a & b + ü = 100 %\n", "a & b + ü = 100 %\n"])
        }
    }

    @Test("are made for active hooks that listen to the event, and for no others")
    func choice() async throws {
        let collector = DeliveryCollector()
        let fixture = ForgeFixture(webhooks: collector)
        try await fixture.running {
            try await Self.setUp(fixture)
            for (url, rest) in [
                ("inactive", #""events":["push"]"#), ("creations", #""active":true,"events":["create"]"#),
            ] {
                try await Self.send(
                    fixture, "hooks",
                    #"{"type":"gitea","config":{"content_type":"json","url":"http://\#(url).example.com"},\#(rest)}"#)
            }
            fixture.state.push(owner: "alice", name: "hello", branch: "main", message: "one")
            fixture.state.push(owner: "alice", name: "hello", branch: "new", message: "two")
            let urls = await collector.next(4).map(\.url)
            let ci = "http://ci.example.com/webhooks"
            #expect(urls == [ci, ci, "http://creations.example.com", ci])
        }
    }
}
