import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Logging
import RemoteSources
import ServiceKit

/// Removes at forges what projects that are gone left there.
struct ForgeCleaning: Sendable {
    let configStore: ConfigStoreClient
    let forges: Forges
    let tokens: LinkedAccountTokens
    let logger: Logger

    /// How long one gateway has for one.
    private static let takenSeconds = 60
    /// How long one is listed that nobody can clean up.
    private static let keptSeconds = 30 * 86_400
    /// What is answered when somebody has dismissed one meanwhile.
    private static let dismissed = "forgeCleanupDoesNotExist"

    /// Cleans up what a project has just left. What can't be done now is done later.
    func cleanUp(after projectID: String) async {
        do {
            for cleanup in try await configStore.forgeCleanupsToTry(limit: 100) where cleanup.projectID == projectID {
                try await cleanUp(cleanup)
            }
        } catch {
            logger.info("a cleanup has to wait", metadata: ["error": .string(SetUpFailure(error).message)])
        }
    }

    func cleanUp(_ cleanup: ForgeCleanup) async throws {
        if cleanup.isAbandoned { return try await configStore.deleteForgeCleanup(cleanup.id) }
        let attempts = cleanup.attempts + 1
        let taken: ForgeCleanup
        do throws(ConfigStoreClientError) {
            taken = try await configStore.updateForgeCleanup(
                cleanup.id,
                UpdateForgeCleanupRequest(
                    ifRevision: cleanup.revision, attempts: attempts, lookAfterSeconds: Self.takenSeconds))
        } catch {
            // Another gateway is at it, or was.
            if error.code == "changedMeanwhile" || error.status == 404 { return }
            throw error
        }
        do {
            try await remove(taken)
            try await configStore.deleteForgeCleanup(taken.id)
        } catch let error as ConfigStoreClientError where error.code == Self.dismissed {
            return
        } catch {
            let finding = SetUpFinding(error)
            let isHopeless = [.linkedAccountGone, .repositoryGone].contains(finding.code)
            let isOver = isHopeless || attempts >= SetUpPace.maxAttempts
            try await record(
                taken,
                UpdateForgeCleanupRequest(
                    ifRevision: taken.revision, message: finding.message, isAbandoned: isOver,
                    lookAfterSeconds: isOver
                        ? Self.keptSeconds : SetUpPace.untilNextTry(after: attempts, SetUpFailure(error))))
        }
    }

    private func record(_ cleanup: ForgeCleanup, _ request: UpdateForgeCleanupRequest) async throws {
        do throws(ConfigStoreClientError) {
            _ = try await configStore.updateForgeCleanup(cleanup.id, request)
        } catch {
            if error.code != Self.dismissed { throw error }
        }
    }

    private func remove(_ cleanup: ForgeCleanup) async throws {
        let forge = try await forges.forge(cleanup.remoteSourceID)
        let repository = try await ProjectForge(
            forge, as: try await tokens.access(of: cleanup), tokens: tokens, repositoryID: cleanup.repositoryID,
            lastPath: cleanup.repositoryPath)
        let current = try await current(cleanup)
        if repository.has(.deployKeys) {
            for key in try await repository.deployKeys()
            where cleanup.deployPublicKeys.contains(where: { SetUpWish.isSame($0, key.publicKey) })
                && current?.deployKeyID != key.id
            {
                try await repository.deleteDeployKey(key.id)
            }
        }
        if repository.has(.webhooks) {
            for hook in SetUpWish.own(try await repository.webhooks(), of: cleanup.projectID)
            where current?.webhookID != hook.id {
                try await repository.deleteWebhook(hook.id)
            }
        }
    }

    /// What the project has in this repository, where it went away and came back.
    private func current(_ cleanup: ForgeCleanup) async throws -> ProjectSetUp? {
        do throws(ConfigStoreClientError) {
            let project = try await configStore.project(cleanup.projectID)
            let isHere =
                project.repository.remoteSourceID == cleanup.remoteSourceID
                && project.repository.repositoryID == cleanup.repositoryID
            return isHere ? project.setUp : nil
        } catch {
            if error.status == 404 { return nil }
            throw error
        }
    }
}
