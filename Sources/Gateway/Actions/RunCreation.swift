import ConfigStoreAPI
import ConfigStoreClient
import RemoteSources
import RunServiceClient
import ServiceKit

/// Makes runs of projects at the run service.
struct RunCreation: Sendable {
    let configStore: ConfigStoreClient
    let repositories: ProjectRepositories
    let runs: Runs

    /// The name that every run has.
    static let name = "run"
    private static let maxMessageBytes = 4096

    /// Makes a run of what somebody asked for.
    func create(_ subject: RunSubject, in project: Project) async throws -> RunDetails {
        var sha = subject.commitSHA
        if sha == nil {
            sha = try await repositories.ask(project) { session, path throws(OperationError) in
                try await session.ref(subject.ref, in: path).commitSHA
            }
        }
        return try await create(RunSource(subject, commitSHA: sha ?? ""), in: project)
    }

    /// The run that was made of the same delivery before; nil when there is none among the last ones.
    func find(_ source: RunSource, in project: Project) async throws -> Run? {
        let group = String(
            RunEnvironment.group(of: source, in: project).dropFirst(Runs.group(of: project).count + 1))
        let last = try await runs.list(of: project, group: group, limit: RunFilter.maxLimit, RunFilter()).runs
        return last.first { $0.annotations[RunEnvironment.deliveryAnnotation] == source.deliveryID }
    }

    /// Makes a run.
    ///
    /// - Throws: `ServiceError`, `ConfigStoreClientError`.
    func create(_ source: RunSource, in project: Project) async throws -> RunDetails {
        let asked = source
        let (repository, message, links) = try await repositories.ask(project) { session, path throws(OperationError) in
            let repository = try await session.repository(id: project.repository.repositoryID)
            var message = asked.message
            if message == nil { message = try await session.commit(asked.commitSHA, in: path).message }
            let links: @Sendable (LinkTarget) -> String? = { session.link(to: $0, in: repository) }
            return (repository, message ?? "", links)
        }
        var source = source
        source.message = Self.shortened(message)
        let remoteSource = try await configStore.remoteSource(project.repository.remoteSourceID)
        let environment = RunEnvironment(
            project: project, source: source, repository: repository,
            sshPrivateKey: try await configStore.projectCredentials(project.id).sshPrivateKey,
            sshHostKey: remoteSource.sshHostKey,
            skipsHostKeyCheck: remoteSource.skipSSHHostKeyCheck || project.repository.skipSSHHostKeyCheck,
            link: links)
        var request = RunCreateRequest(name: Self.name, group: RunEnvironment.group(of: source, in: project))
        request.staticEnvironment = environment.fixed
        request.environment = try await RunVariables(configStore: configStore).resolve(for: source, of: project)
        request.annotations = environment.annotations
        request.cacheGroup = project.id
        return try await runs.create(request)
    }

    /// A message in no more bytes than an annotation is to have.
    private static func shortened(_ message: String) -> String {
        if message.utf8.count <= maxMessageBytes { return message }
        return String(decoding: message.utf8.prefix(maxMessageBytes), as: UTF8.self)
    }
}
