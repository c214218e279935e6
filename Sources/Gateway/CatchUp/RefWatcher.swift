import ConfigStoreAPI
import ConfigStoreClient
import Logging
import ServiceKit
import ServiceLifecycle

/// Looks at the repositories whose time has come, again and again. Any number of gateways may do so: a lease lets one of
/// them look at a project.
struct RefWatcher: Service {
    let catchUp: CatchUp
    let logger: Logger

    /// Looks until it is shut down.
    func run() async throws { await DueWork.run(every: .seconds(5)) { await look() } }

    /// Does what is to be done now.
    ///
    /// - Returns: Whether there may be more.
    @discardableResult
    func look() async -> Bool {
        for project in catchUp.sightings.waiting where !Task.isCancelled {
            await ProjectSetUps.bounded { await catchUp.writeSightings(of: project) }
        }
        do {
            let due = try await catchUp.setUps.configStore.projectsWithDueRefs(limit: DueWork.batch)
            await DueWork.forEach(due) { await look(at: $0) }
            return due.count == DueWork.batch
        } catch {
            logger.info("the configstore does not say where to look", metadata: ["error": .string(error.code)])
            return false
        }
    }

    private func look(at project: Project) async {
        do {
            let outcome = try await ProjectSetUps.bounded { try await catchUp.look(at: project) }
            guard !outcome.recovered.isEmpty, project.repository.configType == .remoteSource else { return }
            logger.warning(
                "a forge's deliveries did not come: their changes were found",
                metadata: ["project": .string(project.id), "count": .stringConvertible(outcome.recovered.count)])
        } catch let error as ConfigStoreClientError where error.code == "refLookInProgress" || error.status == 404 {
            // Another gateway was faster, or it is gone.
        } catch {
            logger.info(
                "a repository has to wait",
                metadata: ["project": .string(project.id), "error": .string(SetUpFailure(error).message)])
        }
    }
}
