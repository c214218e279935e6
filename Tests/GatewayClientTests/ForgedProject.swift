import ForgeSimulator
import GatewayClient
import Testing

/// A project of alice's repository `alice/site`, and what is at the forge for it.
struct ForgedProject: Sendable {
    static let request = ProjectRequest(
        name: "site", visibility: "private", remoteSourceName: "forge", repositoryPath: "alice/site")
    let fixture: ContractFixture
    let alice: GatewayClient

    /// A forge with alice's repository; the project is not there yet.
    static func with(kind: ForgeKind = .gitea, _ body: (ForgedProject) async throws -> Void) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            fixture.state.addRepository("site", owner: "alice", isPrivate: true)
            try await body(
                ForgedProject(fixture: fixture, alice: try await fixture.user("alice", through: "forge")))
        }
    }

    var state: ForgeState { fixture.state }
    var hooks: [String] { state.webhookURLs(owner: "alice", name: "site") }
    var keys: [String] { state.deployKeys(owner: "alice", name: "site").map(Self.key) }

    func create() async throws(GatewayClientError) -> Project { try await alice.createProject(Self.request) }

    func project() async throws(GatewayClientError) -> Project { try await alice.project("user/alice/site") }

    func findings() async throws -> [String] {
        // The forge of these tests delivers nothing.
        let undelivered = ["noDeliverySeen", "deliveriesMissed"]
        return try await alice.examineProject("user/alice/site").findings.map(\.code).filter {
            !undelivered.contains($0)
        }
    }

    /// The forge has exactly what the project needs.
    func expectSetUp(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let project = try await project()
        #expect(project.setUp.state == "ready", "\(project.setUp)", sourceLocation: sourceLocation)
        let urls = ["/", "?projectid="].map { "https://sallyport.example.com/webhooks\($0)\(project.id)" }
        #expect(hooks == [project.setUp.webhookURL], sourceLocation: sourceLocation)
        #expect(urls.contains(project.setUp.webhookURL), sourceLocation: sourceLocation)
        #expect(keys == [Self.key(project.setUp.deployPublicKey)], sourceLocation: sourceLocation)
        #expect(try await findings() == [], sourceLocation: sourceLocation)
    }

    /// Nothing is left, here or there.
    func expectNothing(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(hooks == [] && keys == [], sourceLocation: sourceLocation)
        #expect(try await fixture.admin.allForgeCleanups().all == [], sourceLocation: sourceLocation)
    }

    /// Without the comment, which forges keep or not.
    static func key(_ text: String) -> String {
        text.split(separator: " ").prefix(2).joined(separator: " ")
    }
}
