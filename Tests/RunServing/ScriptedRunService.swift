import Foundation
package import HTTPTransport
import HTTPTypes
import Hummingbird
import RunServiceClient
import ServiceKit
import ServiceTesting

/// A run service that keeps runs and does none, for tests.
package struct ScriptedRunService: Sendable {
    package static let token = "runs-s3cret"
    package let state = RunServiceState()

    package init() {}

    /// A transport to it in this process.
    package var transport: some HTTPTransport {
        InProcessTransport(responder: responder, logger: TestLog.current.logger(service: "runservice"))
    }

    /// Runs `body` with the URL of its socket.
    package func listening(_ body: (String) async throws -> Void) async throws {
        let bound = BoundAddress()
        let service = HTTPService(
            responder: responder, address: ListenAddress(host: "127.0.0.1", port: 0),
            logger: TestLog.current.logger(service: "runservice"), bound: bound)
        let running = Task { try? await service.run() }
        defer { running.cancel() }
        try await body(await bound.url)
    }

    private typealias Context = ServiceRequestContext

    private var responder: RouterResponder<ServiceRequestContext> {
        let router = Router(context: Context.self)
        let runs = RunHandlers(state: state)
        let api = router.group("/api/v1alpha")
        api.get("runs") { request, _ in try runs.answer(request) { try runs.list(request) } }
        api.post("runs") { request, context in
            let body = try await request.decodeJSON(RunCreateRequest.self, context: context)
            return try runs.answer(request) { try runs.create(body) }
        }
        api.get("runs/events") { request, context in
            try runs.answer(request) { try runs.events(request, context) }
        }
        api.get("runs/:id") { request, context in
            try runs.answer(request) { try runs.get(context.parameters.require("id")) }
        }
        api.put("runs/:id/actions") { request, context in
            let body = try await request.decodeJSON(RunActionsRequest.self, context: context)
            return try runs.answer(request) { try runs.act(context.parameters.require("id"), body) }
        }
        api.put("runs/:id/tasks/:task/actions") { request, context in
            let body = try await request.decodeJSON(RunTaskActionsRequest.self, context: context)
            let (id, task) = (try context.parameters.require("id"), try context.parameters.require("task"))
            return try runs.answer(request) { try runs.act(id, task: task, body) }
        }
        api.get("logs") { request, context in try runs.answer(request) { try runs.log(request, context) } }
        return router.buildResponder()
    }
}
