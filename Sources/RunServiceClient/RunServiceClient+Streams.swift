import Foundation
public import HTTPTransport

/// What is read as it comes. Whoever reads slower holds the run service up, and who stops reading ends the request.
extension RunServiceClient {
    /// What a step of a task has printed.
    ///
    /// - Parameters:
    ///   - task: The task's id.
    ///   - id: The run's id.
    ///   - step: The step's number, from 0; nil for what comes before the first one.
    ///   - follows: Whether it goes on with what is printed from now on, until the step ends.
    /// - Throws: `RunServiceClientError` when the run service refuses; so does the log when it breaks off.
    public func log(
        ofTask task: String, of id: String, step: Int?, follows: Bool = false
    ) async throws(RunServiceClientError) -> StreamedBody<RunServiceClientError> {
        let which = step.map { ("step", String($0)) } ?? ("setup", "true")
        let query = [("runid", id), ("taskid", task), which] + (follows ? [("follow", "true")] : [])
        return try await stream(["logs"], query: query)
    }

    /// What happens to all runs, from now on.
    ///
    /// - Parameter sequence: After which event; those since then come first.
    /// - Throws: `RunServiceClientError` when the run service refuses; so do the events when they break off, or when there is
    ///   one that can't be read.
    public func events(
        after sequence: String? = nil
    ) async throws(RunServiceClientError) -> StreamedEvents<RunEvent, RunServiceClientError> {
        let body = try await stream(["runs", "events"], query: sequence.map { [("startruneventid", $0)] } ?? [])
        return StreamedEvents(body, unreadable: .unreadable) { data throws(RunServiceClientError) in
            guard let event = try? JSONDecoder().decode(RunEvent.self, from: Data(data)) else {
                throw RunServiceClientError.unreadable
            }
            return event
        }
    }
}
