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

    /// How many repositories are looked at at a time.
    private static let width = 4
    /// How many are asked for at once.
    private static let batch = 20
    /// How often more is asked for before there is a pause.
    private static let rounds = 50
    private static let pause: Duration = .seconds(5)

    /// Looks until it is shut down.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                // Several gateways don't come at the same moment.
                try await Task.sleep(for: Self.pause * Double.random(in: 0.5...1.5))
                for _ in 0..<Self.rounds where await look() {}
            }
        }
    }

    /// Does what is to be done now.
    ///
    /// - Returns: Whether there may be more.
    @discardableResult
    func look() async -> Bool {
        for project in catchUp.sightings.waiting where !Task.isCancelled {
            await ProjectSetUps.bounded { await catchUp.writeSightings(of: project) }
        }
        do {
            let due = try await catchUp.setUps.configStore.projectsWithDueRefs(limit: Self.batch)
            await withDiscardingTaskGroup { group in
                for lane in 0..<Self.width {
                    group.addTask {
                        for place in stride(from: lane, to: due.count, by: Self.width) where !Task.isCancelled {
                            await look(at: due[place])
                        }
                    }
                }
            }
            return due.count == Self.batch && !Task.isCancelled
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
