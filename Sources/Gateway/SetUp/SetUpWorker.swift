import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Logging
import ServiceKit
import ServiceLifecycle

/// Goes on with what a gateway began and did not finish, looks after projects from time to time, and cleans up after those
/// that are gone. Any number of gateways may do so: a lease lets one of them work on a project.
struct SetUpWorker: Service {
    let setUps: ProjectSetUps
    let logger: Logger

    /// Looks again and again, until it is shut down.
    func run() async throws { await DueWork.run(every: .seconds(10)) { await look() } }

    /// Does what is to be done now.
    ///
    /// - Returns: Whether there may be more.
    @discardableResult
    func look() async -> Bool {
        do {
            let projects = try await setUps.configStore.projectsToLookAt(limit: DueWork.batch)
            let cleanups = try await setUps.configStore.forgeCleanupsToTry(limit: DueWork.batch)
            let work =
                projects.map { project in { @Sendable in await lookAfter(project) } }
                + cleanups.map { cleanup in { @Sendable in await cleanUp(cleanup) } }
            await DueWork.forEach(work) { await $0() }
            return max(projects.count, cleanups.count) == DueWork.batch
        } catch {
            logger.info("the configstore does not say what to do", metadata: ["error": .string(error.code)])
            return false
        }
    }

    private func cleanUp(_ cleanup: ForgeCleanup) async {
        do {
            try await ProjectSetUps.bounded { try await setUps.cleaning.cleanUp(cleanup) }
        } catch {
            note("a cleanup has to wait", error, cleanup.projectID)
        }
    }

    private func lookAfter(_ project: Project) async {
        do {
            try await ProjectSetUps.bounded {
                let holder = OAuth2State.random()
                let leased = try await setUps.configStore.acquireSetUpLease(
                    project.id, SetUpLeaseRequest(holder: holder))
                switch leased.setUp.state {
                case .settingUp: try await finish(leased, holder)
                case .ready, .failed: try await check(leased, holder)
                }
            }
        } catch let error as ConfigStoreClientError where error.code == "setUpInProgress" || error.status == 404 {
            // Another gateway was faster, or it is gone.
        } catch {
            note("a project has to wait", error, project.id)
        }
    }

    /// Goes on where somebody stopped. What the forge refuses for a project that was never ready is undone.
    private func finish(_ project: Project, _ holder: String) async throws {
        do {
            _ = try await setUps.setUp(project, holder: holder)
        } catch {
            let failure = SetUpFailure(error)
            let attempts = project.setUp.attempts + 1
            guard failure.isRefusal || attempts >= SetUpPace.maxAttempts else {
                return try await record(project, holder, .settingUp, failure.message, attempts: attempts, failure)
            }
            if !project.setUp.wasReady, var run = try? await setUps.run(project, holder: holder) {
                _ = try? await run.undo()
            }
            try await record(project, holder, .failed, failure.message, attempts: attempts)
        }
    }

    /// Finds out how a project is, follows its repository, and makes again what has vanished.
    private func check(_ project: Project, _ holder: String) async throws {
        do {
            var run = try await setUps.run(project, holder: holder)
            // What was given up is not begun again by itself; what may be left of it goes.
            guard project.setUp.wasReady else {
                if !project.setUp.deployKeyID.isEmpty || !project.setUp.webhookID.isEmpty { _ = try await run.undo() }
                return try await record(
                    project, holder, .failed, project.setUp.message, attempts: project.setUp.attempts)
            }
            try await run.recordPlace()
            if let end = project.setUp.previousSecretsEnd, end <= setUps.now() { try await run.dropPrevious() }
            var findings = try await setUps.drift(of: run.project, at: run.forge)
            let healed: Set<SetUpFinding.Code> = [.webhookMissing, .webhookDoubled, .deployKeyMissing]
            if run.project.setUp.isRotating || findings.contains(where: { healed.contains($0.code) }) {
                findings = try await setUps.drift(of: try await run.reconcile(), at: run.forge)
            }
            let isBroken = findings.contains { $0.severity == .error }
            _ = try await run.finish(
                isBroken ? .failed : .ready, findings.map(\.message).joined(separator: "; "),
                lookAfterSeconds: setUps.pace.untilCheck(
                    hasPreviousSecrets: run.project.setUp.previousSecretsEnd != nil))
        } catch {
            let finding = SetUpFinding(error)
            // A forge that is away for a while says nothing about the project.
            let state = finding.severity == .error ? .failed : project.setUp.state
            let message = finding.severity == .error ? finding.message : project.setUp.message
            try await record(
                project, holder, state, message, attempts: project.setUp.attempts + 1, SetUpFailure(error))
        }
    }

    private func record(
        _ project: Project, _ holder: String, _ state: ProjectSetUp.State, _ message: String, attempts: Int,
        _ failure: SetUpFailure? = nil
    ) async throws {
        let wait =
            state == .failed && !project.setUp.wasReady
            ? setUps.pace.untilCheck() : SetUpPace.untilNextTry(after: attempts, failure)
        _ = try await setUps.configStore.updateSetUp(
            project.id,
            UpdateProjectSetUpRequest(
                holder: holder, state: state, message: message, attempts: attempts, lookAfterSeconds: wait))
    }

    private func note(_ what: String, _ error: any Error, _ project: String) {
        logger.info(
            "\(what)", metadata: ["project": .string(project), "error": .string(SetUpFailure(error).message)])
    }
}
