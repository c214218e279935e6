import Foundation
import GatewayClient

/// A project at the forge: what happens there comes to a sink, and goes back as a commit status.
extension DemoSteps {
    static let project = "user/alice/project-1"
    private static let patience: Duration = .seconds(15)

    func createProject() async throws -> String {
        let project = try await alice().createProject(
            ProjectRequest(
                name: "project-1", visibility: "public", remoteSourceName: "forge-password",
                repositoryPath: "alice/project-1"))
        try hold(project.setUp.state == "ready", "the project is \(project.setUp.state): \(project.setUp.message)")
        let (keys, hooks) = (
            installation.forge.state.deployKeys(owner: "alice", name: "project-1"),
            installation.forge.state.webhookURLs(owner: "alice", name: "project-1")
        )
        try hold(keys.count == 1 && hooks == [project.setUp.webhookURL], "the forge has \(keys) and \(hooks)")
        return "\(project.path) is ready, with a deploy key and a webhook at the forge"
    }

    func push() async throws -> String {
        installation.forge.state.push(owner: "alice", name: "project-1", branch: "main", message: "Say hello")
        let head = installation.forge.state.head(owner: "alice", name: "project-1")
        let event = try await within(Self.patience, "no event came to the sink") {
            await installation.sink.events.first { $0.data.after == head }
        }
        try hold(
            event.type == "dev.sallyport.push" && event.data.ref == "refs/heads/main"
                && event.projectpath == Self.project, "\(event) came")
        return "\(event.type) of \(event.projectpath), commit \(head.prefix(10)), signed"
    }

    func reportStatus() async throws -> String {
        let (state, alice) = (installation.forge.state, try await alice())
        let sent = try await alice.createCommitStatus(
            of: Self.project,
            CommitStatusRequest(
                sha: state.head(owner: "alice", name: "project-1"), state: "success", context: "demo",
                description: "The demo was pleased", ref: "main"))
        let statuses = try await within(Self.patience, "the commit has no status") {
            while !Task.isCancelled {
                let statuses = state.statuses(owner: "alice", name: "project-1")
                if !statuses.isEmpty { return statuses }
                try? await Task.sleep(for: .milliseconds(10))
            }
            return nil
        }
        try hold(statuses == ["demo: success"], "the commit has \(statuses)")
        return "\(sent.sha.prefix(10)) has \(statuses.joined())"
    }

    func examine() async throws -> String {
        let examination = try await alice().examineProject(Self.project)
        try hold(examination.findings.isEmpty, "\(examination.findings.map(\.message))")
        return "nothing to do"
    }

    /// Waits for something, but not for ever.
    private func within<Value: Sendable>(
        _ time: Duration, _ otherwise: String, _ work: @Sendable @escaping () async -> Value?
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            guard let found = try await group.next() ?? nil else { throw CommandFailure(otherwise) }
            return found
        }
    }
}
