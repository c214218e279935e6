import Foundation
import HTTPTypes
import Hummingbird
import RunServiceClient
import ServiceKit
import Synchronization

/// What a scripted run service does when it is asked.
struct RunHandlers: Sendable {
    let state: RunServiceState
    private let limit = StreamLimit(limit: 1_000, limitForEach: 1_000)

    private struct Refused: Error {
        let refusal: RunServiceState.Refusal

        init(_ status: Int, _ message: String) {
            refusal = .init(status, #"{"message":"\#(message)"}"#)
        }
    }

    /// Notes the request, and refuses it when it has no token or a refusal was ordered.
    func answer(_ request: Request, _ work: () throws -> Response) throws -> Response {
        let ordered = state.storage.withLock { storage in
            storage.calls.append("\(request.method) \(request.uri)")
            return storage.refusals.isEmpty ? nil : storage.refusals.removeFirst()
        }
        if let ordered { return Self.response(ordered) }
        guard request.headers[.authorization] == "Bearer \(ScriptedRunService.token)" else {
            return Self.response(.init(401, ""))
        }
        do {
            return try work()
        } catch let error as Refused {
            return Self.response(error.refusal)
        }
    }

    func list(_ request: Request) throws -> Response {
        let query = request.uri.queryParameters
        let groups = query.getAll("group")
        let phases = query.getAll("phase")
        let limit = query["limit"].flatMap { Int($0) } ?? 25
        guard limit <= RunFilter.maxLimit else { throw Refused(400, "limit is too large") }
        var runs = state.runs.filter { run in
            (groups.isEmpty || groups.contains { run.group == $0 || run.group.hasPrefix($0 + "/") })
                && (phases.isEmpty || phases.contains(run.phase.rawValue))
        }
        if query["asc"] == nil { runs.reverse() }
        if let start = query["start"], let index = runs.firstIndex(where: { $0.id == start }) {
            runs.removeFirst(index + 1)
        }
        if query["lastrun"] != nil { runs = Array(runs.prefix(1)) }
        return try Self.response(RunList(runs: Array(runs.prefix(limit))))
    }

    func get(_ id: String) throws -> Response {
        var details = try find(id)
        details.changeGroupsUpdateTokens = state.storage.withLock { String($0.version) }
        return try Self.response(details)
    }

    func create(_ request: RunCreateRequest) throws -> Response {
        if let id = request.runID { _ = try find(id) }
        let (details, ready) = state.storage.withLock { storage in
            storage.requests.append(request)
            let count = storage.requests.count
            let ready = storage.waiting.filter { $0.count <= count }
            storage.waiting.removeAll { $0.count <= count }
            return (RunServiceState.create(request, in: &storage), ready)
        }
        for waiting in ready { waiting.continuation.resume() }
        return try Self.response(details, status: .created)
    }

    func act(_ id: String, _ request: RunActionsRequest) throws -> Response {
        let run = try find(id).run
        switch request.actionType {
        case "changephase":
            guard run.phase == .queued else { throw Refused(400, "the run is not queued") }
            state.change(id) { $0.phase = request.phase ?? .cancelled }
        default: state.change(id) { $0.stop = true }
        }
        return Response(status: .ok)
    }

    func act(_ id: String, task: String, _ request: RunTaskActionsRequest) throws -> Response {
        guard try find(id).run.tasks[task] != nil else { throw Refused(404, "no such task") }
        let version = state.storage.withLock { String($0.version) }
        guard request.changeGroupsUpdateTokens == nil || request.changeGroupsUpdateTokens == version else {
            throw Refused(409, "concurrent update")
        }
        state.change(id) { run in
            if let annotations = request.annotations { run.tasks[task]?.annotations = annotations }
            if request.actionType == "approve" { run.tasks[task]?.approved = true }
        }
        return Response(status: .ok)
    }

    func log(_ request: Request, _ context: ServiceRequestContext) throws -> Response {
        let query = request.uri.queryParameters
        let key = "\(query["runid"] ?? "")/\(query["taskid"] ?? "")/\(query["step"] ?? "setup")"
        if query["follow"] != nil { return try follow(key, type: "text/plain", request, context) }
        guard let text = state.storage.withLock({ $0.logs[key] }) else { throw Refused(404, "no such log") }
        return Response(status: .ok, body: .init(byteBuffer: .init(string: text)))
    }

    func events(_ request: Request, _ context: ServiceRequestContext) throws -> Response {
        try follow("events", type: "text/event-stream", request, context)
    }

    private func follow(
        _ key: String, type: String, _ request: Request, _ context: ServiceRequestContext
    ) throws -> Response {
        guard let stream = state.storage.withLock({ $0.streams.removeValue(forKey: key) }) else {
            throw Refused(404, "there is nothing to follow")
        }
        return Response(
            following: stream, headers: [.contentType: type], place: try limit.takePlace(for: ""), to: request, context,
            close: {})
    }

    private func find(_ id: String) throws -> RunDetails {
        guard let found = state.storage.withLock({ $0.runs.first { $0.run.id == id } }) else {
            throw Refused(404, "run \(id) doesn't exist")
        }
        return found
    }

    private static func response(_ refusal: RunServiceState.Refusal) -> Response {
        Response(status: .init(code: refusal.status), body: .init(byteBuffer: .init(string: refusal.body)))
    }

    private static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(status: status, json: try JSONEncoder().encode(value))
    }
}
