import ConfigStoreAPI
import ConfigStoreClient
import Gateway
import ServiceTesting

/// What the gateways do by themselves, and what only they may read.
extension ForgedProject {
    struct Secrets: Sendable, Hashable {
        let webhook: String
        let previousWebhook: String
        let key: String
    }

    func secrets(of project: String) async throws -> Secrets {
        let stored = try await fixture.store.projectCredentials(project)
        return Secrets(
            webhook: stored.webhookSecret, previousWebhook: stored.previousWebhookSecret, key: stored.sshPrivateKey)
    }

    /// A while passes, and so many gateways do at the same time what is to be done then.
    func pass(_ seconds: Double, gateways: Int = 1) async {
        fixture.time.advance(seconds)
        let all = [fixture.gateway] + (1..<gateways).map { _ in fixture.anotherGateway() }
        await withDiscardingTaskGroup { group in
            for gateway in all { group.addTask { await gateway.lookAfterProjects() } }
        }
    }

    /// A gateway begins with a project again, and is killed.
    func leaveHalfSetUp(_ project: String) async throws {
        let holder = "a gateway that was killed"
        _ = try await fixture.store.acquireSetUpLease(project, SetUpLeaseRequest(holder: holder))
        _ = try await fixture.store.updateSetUp(
            project,
            UpdateProjectSetUpRequest(holder: holder, state: .settingUp, deployKeyID: "", webhookID: ""))
    }
}
