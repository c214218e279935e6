import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("Repositories without a forge are watched", .serviceLogs, .timeLimit(.minutes(2)))
struct WatchedRepositoryTests {
    private static let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))

    private static func refs(_ shas: [String: String]) -> ScriptedRepositories.Outcome {
        let refs = shas.sorted { $0.key < $1.key }.map { RemoteRef(name: $0.key, commitSHA: $0.value) }
        return .success(.success(GitRefs(head: refs.first?.name, refs: refs)))
    }

    /// Alice's project of a repository, and a sink that wants everything.
    private static func with(
        _ body: (ContractFixture, GatewayClient, Project, ScriptedRepositories, ScriptedSink) async throws -> Void
    ) async throws {
        let (git, sink) = (ScriptedRepositories(refs(["refs/heads/main": one])), ScriptedSink())
        let key = try #require(StandardWebhookKey(ScriptedSink.secret))
        let events = CloudEventsSink(
            name: "ci", url: "https://ci.example.com/events", key: key, kinds: Set(RemoteEvent.Kind.allCases),
            webURL: "https://sallyport.example.com", version: "test", transport: sink)
        try await ContractFixture.with(git: git, sinks: [events]) { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            var request = ProjectRequest(name: "app", visibility: "public")
            (request.remoteRepositoryConfigType, request.cloneURL) = ("manual", "https://git.example.com/team/app.git")
            (request.cloneUser, request.clonePassword) = ("robot", "clone-s3cret")
            let project = try await alice.createProject(request)
            await fixture.gateway.lookForChanges()
            _ = git.looks()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try? await fixture.gateway.dispatcher.run() }
                defer { group.cancelAll() }
                try await body(fixture, alice, project, git, sink)
            }
        }
    }

    @Test("and every change of a branch or a tag reaches the sinks")
    func changes() async throws {
        try await Self.with { fixture, alice, project, git, sink in
            #expect(project.pollIntervalSeconds == 60)
            git.answer(Self.refs(["refs/heads/main": Self.two, "refs/heads/new": Self.one, "refs/tags/v1": Self.two]))
            fixture.time.advance(70)
            await fixture.gateway.lookForChanges()
            var arrivals = await sink.next(3)
            #expect(arrivals.map(\.ref) == ["refs/heads/main", "refs/heads/new", "refs/tags/v1"])
            #expect(arrivals.map(\.type) == ["push", "push", "tag"].map { "dev.sallyport.\($0)" })
            // What goes and comes again is new each time.
            git.answer(Self.refs(["refs/heads/main": Self.one]))
            fixture.time.advance(70)
            await fixture.gateway.lookForChanges()
            arrivals = await sink.next(3)
            #expect(arrivals.map(\.ref) == ["refs/heads/main", "refs/heads/new", "refs/tags/v1"])
            git.answer(Self.refs(["refs/heads/main": Self.two, "refs/heads/new": Self.one]))
            fixture.time.advance(70)
            await fixture.gateway.lookForChanges()
            #expect(await sink.next(2).map(\.ref) == ["refs/heads/main", "refs/heads/new"])
            let kept = try await alice.deliveries(of: project.id).items
            #expect(kept.count == 8 && Set(kept.map(\.id)).count == 8 && kept.allSatisfy(\.recovered))
            let event = try #require(try await alice.delivery(kept[0].id, of: project.id).event)
            #expect(event["driver"]?.text == "git")
            #expect(event["repository"]?["path"]?.text == "git.example.com/app.git")
            #expect(!TestLog.current.contains("s3cret"))
        }
    }

    @Test("as often as the project says, and less often while it can't be read")
    func pace() async throws {
        try await Self.with { fixture, alice, project, git, _ in
            var change = ProjectRequest()
            change.pollIntervalSeconds = 1_000
            _ = try await alice.updateProject(project.id, change)
            await fixture.gateway.lookForChanges()
            #expect(!git.looks().isEmpty)
            for (seconds, looks) in [(800.0, false), (310.0, true), (500.0, false)] {
                fixture.time.advance(seconds)
                await fixture.gateway.lookForChanges()
                #expect(git.looks().isEmpty != looks)
            }
            git.answer(.failure(TransportError(.connectionFailed, "there is nobody")))
            let refusal = try await ContractFixture.refusal { try await alice.catchUpProject(project.id) }
            #expect(refusal.summary == "502 forgeUnavailable")
            git.answer(Self.refs(["refs/heads/main": Self.two]))
            fixture.time.advance(20)
            await fixture.gateway.lookForChanges()
            #expect(try await alice.deliveries(of: project.id).items.count == 1)
        }
    }

    @Test("and too many branches and tags are said, and compared with nothing")
    func tooMany() async throws {
        try await Self.with { _, alice, project, git, _ in
            let many = (0...10_000).map { ("refs/tags/\($0)", Self.one) }
            git.answer(Self.refs(Dictionary(uniqueKeysWithValues: many)))
            let found = try await alice.catchUpProject(project.id)
            #expect(found.recovered.isEmpty && found.message.contains("too many"))
            git.answer(Self.refs(["refs/heads/main": Self.two]))
            let next = try await alice.catchUpProject(project.id)
            #expect(next.recovered.isEmpty && next.message.isEmpty)
        }
    }

    @Test("and many changes are taken up one part after the other")
    func many() async throws {
        try await Self.with { _, alice, project, git, _ in
            let many = (0..<700).map { ("refs/tags/\($0)", Self.one) } + [("refs/heads/main", Self.one)]
            git.answer(Self.refs(Dictionary(uniqueKeysWithValues: many)))
            let first = try await alice.catchUpProject(project.id)
            #expect(first.recovered.count == 500 && first.hasMore)
            let second = try await alice.catchUpProject(project.id)
            #expect(second.recovered.count == 200 && !second.hasMore)
        }
    }
}
