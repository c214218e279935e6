import Foundation
public import HTTPTransport

/// What is read of runs as it comes. Whoever reads slower holds the gateway up, and who stops reading ends the request.
extension GatewayClient {
    /// What a step of a task has printed.
    ///
    /// - Parameters:
    ///   - task: The task's id.
    ///   - run: The run's id.
    ///   - project: Path or id.
    ///   - step: The step's number, from 0; nil for what comes before the first one.
    ///   - follows: Whether it goes on with what is printed from now on, until the step ends.
    /// - Throws: `GatewayClientError`: 404; 503 `tooManyStreams`; and what the run service says. So does the log when it
    ///   breaks off.
    public func runLog(
        ofTask task: String, of run: String, in project: String, step: Int?, follows: Bool = false
    ) async throws(GatewayClientError) -> StreamedBody<GatewayClientError> {
        try await follow(
            ["projects", project, "runs", run, "tasks", task, "logs"],
            query: [step.map { ("step", String($0)) } ?? ("setup", "true")] + (follows ? [("follow", "true")] : []))
    }

    /// What happens to a project's runs, from now on.
    ///
    /// - Parameters:
    ///   - project: Path or id.
    ///   - sequence: After which event; those since then come first.
    /// - Throws: `GatewayClientError`: 400 `invalidRunEvent`; 404; 503 `tooManyStreams`; and what the run service says. So do
    ///   the events when they break off.
    public func runEvents(
        of project: String, after sequence: String? = nil
    ) async throws(GatewayClientError) -> StreamedEvents<RunEvent, GatewayClientError> {
        let body = try await follow(
            ["projects", project, "runevents"], query: sequence.map { [("startruneventid", $0)] } ?? [])
        let unreadable = GatewayClientError(
            status: 502, code: "gatewayBadAnswer", message: "an event of the gateway's can't be read")
        return StreamedEvents(body, unreadable: unreadable) { data throws(GatewayClientError) in
            try Self.decode(RunEvent.self, from: data)
        }
    }
}
