import ConfigStoreAPI
import HTTPTransport
import RunServiceClient
import ServiceKit

/// What happens to the runs of a project, out of what the run service tells of all runs.
struct RunEvents: Sendable {
    let runs: Runs
    /// The groups of runs that were asked for, by id: a run stays in its group.
    let groups: Remembered<String, String>

    /// The events after one, or from now on. A run service may begin with that one itself; it is left out.
    func events(
        of project: Project, after sequence: String?
    ) async throws -> (events: some AsyncSequence<RunEvent, any Error> & Sendable, close: @Sendable () -> Void) {
        let all: StreamedEvents<RunEvent, RunServiceClientError>
        do throws(RunServiceClientError) {
            all = try await runs.service.events(after: sequence)
        } catch {
            throw ServiceError(error)
        }
        let own = all.filter { event in
            guard event.sequence != sequence else { return false }
            return try await isRun(event.runID, of: project)
        }
        return (own, { all.close() })
    }

    private func isRun(_ id: String, of project: Project) async throws -> Bool {
        if let group = groups.find(id) { return Runs.isGroup(group, of: project) }
        do throws(RunServiceClientError) {
            let group = try await runs.service.run(id).run.group
            groups.keep(group, for: id)
            return Runs.isGroup(group, of: project)
        } catch {
            if error.status == 404 { return false }
            throw error
        }
    }
}
