import ConfigStoreClient
import Foundation
import HTTPTypes
import Hummingbird
import JSONAccess
import NIOCore
import RemoteSources
import ServiceKit

extension GatewayRouter {
    /// Where forges send their deliveries. Nobody is logged in there: the signature says who it is.
    func addWebhooks(to router: Router<Context>) {
        router.post("/webhooks/:projectid") { request, context in
            try await receive(request, context, projectID: parameter("projectid", of: context))
        }
        router.post("/webhooks") { request, context in
            try await receive(
                request, context, projectID: request.uri.queryParameters["projectid"].map(String.init) ?? "")
        }
    }

    private func receive(_ request: Request, _ context: Context, projectID: String) async throws -> Response {
        var context = context
        context.clientAddress = ClientAddress.of(
            peer: context.service.remoteAddress?.ipAddress, forwardedFor: request.headers[values: .xForwardedFor],
            isTrustedProxy: configuration.isTrustedProxy)
        let (caller, deadline) = (context.caller, context.deadline)
        do {
            return try await CallerIdentity.$current.withValue(caller) {
                try await RequestDeadline.$current.withValue(deadline) {
                    try await receive(request, projectID: projectID, deadline: deadline)
                }
            }
        } catch let error as ConfigStoreClientError {
            throw ServiceError(error)
        }
    }

    private func receive(
        _ request: Request, projectID: String, deadline: ContinuousClock.Instant
    ) async throws -> Response {
        var reserved = 0
        defer { bodies.giveBack(reserved) }
        let body: [UInt8]
        do {
            body = try await read(request, reserved: &reserved, deadline: deadline)
        } catch let error as ServiceError where error.kind == .tooLarge {
            try await ingress.refuseTooLarge(projectID: projectID)
            throw error
        }
        let arrival = Ingress.Arrival(
            projectID: projectID, headers: KeptHeaders.fields(request.headers), body: body)
        switch try await ingress.receive(arrival) {
        case .accepted(let id): return Self.receipt(id, status: .accepted)
        case .known(let id): return Self.receipt(id, status: .ok)
        }
    }

    private static func receipt(_ id: String, status: HTTPResponse.Status) -> Response {
        var json = JSONWriter(capacity: 64)
        json.append(object: id) { $1.append("id", $0) }
        return Response(status: status, json: ByteBuffer(bytes: json.bytes))
    }

    /// Reads the body piece by piece: nothing of it is kept that is not in the budget.
    private func read(
        _ request: Request, reserved: inout Int, deadline: ContinuousClock.Instant
    ) async throws -> [UInt8] {
        let limit = WebhookReader.maxBodyBytes
        let length = request.headers[.contentLength].flatMap(Int.init) ?? 0
        guard length <= limit else { throw Self.tooLarge }
        // Even an empty request costs something while it is here.
        try reserve(max(length, 4_096), &reserved)
        var body: [UInt8] = []
        body.reserveCapacity(length)
        do {
            for try await piece in request.body {
                guard body.count + piece.readableBytes <= limit else { throw Self.tooLarge }
                guard ContinuousClock.now < deadline else {
                    throw ServiceError(.invalid, code: "invalidBody", "the body did not come in time")
                }
                if body.count + piece.readableBytes > reserved {
                    try reserve(body.count + piece.readableBytes - reserved, &reserved)
                }
                body.append(contentsOf: piece.readableBytesView)
            }
        } catch let error as ServiceError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ServiceError(.invalid, code: "invalidBody", "the body did not come whole")
        }
        return body
    }

    private func reserve(_ count: Int, _ reserved: inout Int) throws(ServiceError) {
        guard bodies.take(count) else {
            throw ServiceError(
                .unavailable, code: "tooManyDeliveries", "too many deliveries are coming in; send it again later",
                retryAfterSeconds: 5)
        }
        reserved += count
    }

    private static var tooLarge: ServiceError {
        ServiceError(.tooLarge, code: "bodyTooLarge", "a delivery has at most 25 MiB")
    }
}
