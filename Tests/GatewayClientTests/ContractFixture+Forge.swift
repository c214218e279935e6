import ForgeSimulator
import Gateway
import GatewayClient

/// Projects of repositories at the fixture's forge, and the gateway at work.
extension ContractFixture {
    /// Alice, with a public project `app` of a repository of hers.
    func aliceWithProject(through source: String = "forge") async throws -> (GatewayClient, Project) {
        state.addRepository("app", owner: "alice")
        let alice = try await user("alice", through: source)
        return (alice, try await Self.project("app", of: alice, at: source))
    }

    /// A public project of one of alice's repositories.
    static func project(_ name: String, of alice: GatewayClient, at source: String) async throws -> Project {
        var request = ProjectRequest(name: name, visibility: "public")
        (request.remoteSourceName, request.repositoryPath) = (source, "alice/app")
        return try await alice.createProject(request)
    }

    /// Lets a gateway do what it does besides answering, meanwhile.
    static func running(_ gateway: Gateway, _ body: () async throws -> Void) async throws {
        let running = Task { try? await gateway.run() }
        defer { running.cancel() }
        try await body()
    }

    /// Asks again and again until a project has so many statuses and none of them waits, and answers all, the oldest first.
    static func settled(
        _ client: GatewayClient, _ project: Project, count: Int = 1
    ) async throws -> [CommitStatus] {
        while true {
            let all = try await client.allCommitStatuses(of: project.id).all
            if all.count >= count, !all.contains(where: { $0.outcome == "waiting" }) { return all.reversed() }
            await Task.yield()
        }
    }
}
