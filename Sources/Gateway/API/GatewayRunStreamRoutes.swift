import Foundation
import HTTPTransport
import HTTPTypes
import Hummingbird
import RunServiceClient
import ServiceKit

/// What the run service goes on to tell, passed on as it comes.
extension GatewayRouter {
    func addRunStreams(to api: GatewayRoutes) {
        api.on(.getRunLog) { request, context in
            let runs = try Runs(runService)
            let (step, follows) = (try Self.step(request), try request.presence("follow"))
            let place = try streams.takePlace(for: context.callerKey)
            let log = try await runs.log(
                ofTask: taskID(context), of: runID(context), in: project(context), step: step, follows: follows)
            return Response(
                following: log,
                headers: [.contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff"], place: place,
                to: request, context, close: { log.close() })
        }
        api.on(.getRunEvents) { request, context in
            let runs = RunEvents(runs: try Runs(runService), groups: runGroups)
            let after = try Self.lastEvent(request)
            let place = try streams.takePlace(for: context.callerKey)
            let (events, close) = try await runs.events(of: project(context), after: after)
            return Response(
                following: events.map { try Self.text($0) }, headers: [.contentType: "text/event-stream"],
                place: place, to: request, context, close: close)
        }
    }

    /// An event as server-sent events have it: the id is what a browser comes back with.
    private static func text(_ event: RunEvent) throws -> [UInt8] {
        let data = try JSONEncoder().encode(RunEventBody(event))
        return Array("id: \(event.sequence)\ndata: ".utf8) + data + Array("\n\n".utf8)
    }

    /// - Returns: After which event; nil for those from now on.
    private static func lastEvent(_ request: Request) throws(ServiceError) -> String? {
        let text = request.headers[.lastEventID] ?? request.uri.queryParameters["startruneventid"].map(String.init)
        guard let text, !RunEvent.isSequence(text) else { return text }
        throw ServiceError(.invalid, code: "invalidRunEvent", "an event's sequence is needed, as events have it")
    }

    /// - Returns: The step's number; nil for the setup.
    private static func step(_ request: Request) throws -> Int? {
        let step = request.uri.queryParameters["step"]
        switch (step, try request.presence("setup")) {
        case (nil, true): return nil
        case (let text?, false):
            if let number = Int(text), (0...9999).contains(number) { return number }
        default: break
        }
        throw ServiceError(.invalid, code: "invalidRunTaskStepNumber", "either setup, or step with a number from 0 on")
    }
}

extension HTTPField.Name {
    // A valid name; the fallback can't be reached.
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .eTag
}
