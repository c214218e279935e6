import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Logging
import Outbox
import RemoteSources
import ServiceKit

/// Sets projects up at their forges, looks after them, and takes them down.
struct ProjectSetUps: Sendable {
    let configStore: ConfigStoreClient
    let forges: Forges
    let tokens: LinkedAccountTokens
    /// What webhooks deliver to, before a project's id.
    let webhookBase: String
    let pace: SetUpPace
    let outbox: Outbox
    let now: @Sendable () -> Date
    let logger: Logger

    /// How long all of one piece of work may take: less than a lease.
    private static let workTime: Duration = .seconds(50)
    /// How long one who asked waits for what can be done later as well.
    private static let restTime: Duration = .seconds(15)

    var cleaning: ForgeCleaning {
        ForgeCleaning(configStore: configStore, forges: forges, tokens: tokens, logger: logger)
    }

    /// Records a project and sets it up. When the forge refuses, or can't be reached, nothing is left of it.
    func create(_ request: CreateProjectRequest) async throws -> Project {
        let holder = OAuth2State.random()
        var request = request
        request.setUpHolder = holder
        if try await forges.forge(request.remoteSourceID ?? "").driver.manifest.capabilities.contains(.deployKeys) {
            let key = SSHKeyPair(comment: "sallyport")
            (request.sshPrivateKey, request.deployPublicKey) = (key.privateKey, key.publicKey)
        }
        let project = try await configStore.createProject(request)
        do {
            return try await setUp(project, holder: holder)
        } catch {
            await Self.unlessCancelled { await takeDown(project) }
            throw error
        }
    }

    /// Does everything again that is not as it is meant to be.
    func repair(_ project: Project) async throws -> Project {
        let holder = OAuth2State.random()
        let leased = try await configStore.acquireSetUpLease(project.id, SetUpLeaseRequest(holder: holder))
        return try await repair(leased, holder: holder)
    }

    /// Makes new secrets. Those before go on working until the new ones are in place, and for a while after that.
    func rotateSecrets(of project: Project) async throws -> Project {
        let holder = OAuth2State.random()
        let leased = try await configStore.acquireSetUpLease(project.id, SetUpLeaseRequest(holder: holder))
        let forge = try await releasing(leased, holder) { try await forges.forge(leased.repository.remoteSourceID) }
        var request = UpdateProjectSetUpRequest(holder: holder, state: .settingUp, rotation: .begin)
        if forge.driver.manifest.capabilities.contains(.deployKeys) {
            let key = SSHKeyPair(comment: "sallyport")
            (request.sshPrivateKey, request.deployPublicKey) = (key.privateKey, key.publicKey)
        }
        let begin = request
        let begun = try await releasing(leased, holder) { try await configStore.updateSetUp(project.id, begin) }
        return try await repair(begun, holder: holder)
    }

    /// Deletes a project, and what it has at its forge. When the forge can't be reached, that is removed later.
    func delete(_ project: Project, cascade: Bool) async throws {
        try await configStore.deleteProject(project.id, cascade: cascade)
        guard project.repository.configType == .remoteSource else { return }
        await Self.unlessCancelled { await cleaning.cleanUp(after: project.id) }
    }

    /// Finds a project's repository through what the project uses.
    func forge(of project: Project) async throws -> ProjectForge {
        let repository = project.repository
        return try await ProjectForge(
            try await forges.forge(repository.remoteSourceID), as: try await tokens.access(of: project), tokens: tokens,
            repositoryID: repository.repositoryID, lastPath: repository.repositoryPath)
    }

    func run(_ project: Project, holder: String) async throws -> SetUpRun {
        SetUpRun(
            project, at: try await forge(of: project), holder: holder, webhookBase: webhookBase,
            configStore: configStore)
    }

    /// Sets up what was begun, and says that it is ready.
    func setUp(_ project: Project, holder: String) async throws -> Project {
        var run = try await run(project, holder: holder)
        let done = try await run.reconcile()
        return try await run.finish(
            .ready,
            lookAfterSeconds: pace.untilCheck(hasPreviousSecrets: done.setUp.previousSecretsEnd != nil))
    }

    /// Removes a project that could not be set up. Where even that fails, the lease ends, and somebody else goes on.
    private func takeDown(_ project: Project) async {
        do throws(ConfigStoreClientError) {
            try await configStore.deleteProject(project.id, cascade: true)
        } catch {
            if error.status != 404 {
                logger.warning("a project stays half set up for now", metadata: ["project": .string(project.id)])
                return
            }
        }
        await cleaning.cleanUp(after: project.id)
    }

    private func repair(_ project: Project, holder: String) async throws -> Project {
        do {
            return try await setUp(project, holder: holder)
        } catch {
            let failure = SetUpFailure(error)
            await Self.unlessCancelled {
                _ = try? await configStore.updateSetUp(
                    project.id,
                    UpdateProjectSetUpRequest(
                        holder: holder, state: failure.isRefusal ? .failed : .settingUp, message: failure.message,
                        attempts: project.setUp.attempts + 1,
                        lookAfterSeconds: SetUpPace.untilNextTry(after: project.setUp.attempts + 1, failure)))
            }
            throw error
        }
    }

    /// Gives the lease back when something fails before anything was begun.
    private func releasing<Value: Sendable>(
        _ project: Project, _ holder: String, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch {
            _ = try? await configStore.updateSetUp(
                project.id,
                UpdateProjectSetUpRequest(holder: holder, lookAfterSeconds: SetUpPace.untilNextTry(after: 1)))
            throw error
        }
    }

    /// Does what must be done although the one who asked has gone, or has run out of time.
    static func unlessCancelled(_ work: @Sendable @escaping () async -> Void) async {
        await Task {
            await RequestDeadline.$current.withValue(.now + Self.restTime) { await work() }
        }.value
    }

    /// Bounds a piece of work that nobody asked for.
    static func bounded<Value: Sendable>(_ work: () async throws -> Value) async rethrows -> Value {
        try await RequestDeadline.$current.withValue(.now + workTime) { try await work() }
    }
}
