import Foundation
import Hummingbird
import Outbox
import RemoteSources
import ServiceKit

extension GatewayRouter {
    /// How much of a delivery's body an answer has.
    private static let maxBodyBytes = 1024 * 1024

    func addDeliveries(to api: GatewayRoutes) {
        api.on(.listDeliveries) { request, context in try await deliveries(request, context) }
        api.on(.getDelivery) { _, context in
            let found = try await outboxAnswer { () async throws(OutboxError) in
                try await outbox.delivery(
                    parameter(delivery: context), of: projectID(context), maxBodyBytes: Self.maxBodyBytes,
                    deadline: context.deadline)
            }
            return try answer(DeliveryDetailsBody(found))
        }
        api.on(.redeliverDelivery) { request, context in
            let body = try await request.decodeJSON(RedeliveryRequestBody.self, context: context)
            if let sink = body.sink, !ingress.sinks.contains(where: { $0.name == sink }) {
                throw ServiceError(.notFound, code: "sinkDoesNotExist", "there is no such sink")
            }
            try await outboxAnswer { () async throws(OutboxError) in
                try await outbox.redeliver(parameter(delivery: context), of: projectID(context), to: body.sink)
            }
            return Response.noContent
        }
        api.on(.listRefusedDeliveries) { _, context in
            try answer(RefusedDeliveriesBody(ingress.refused.record(of: projectID(context))))
        }
    }

    private func deliveries(_ request: Request, _ context: Context) async throws -> Response {
        let query = request.uri.queryParameters
        let filter = try Self.filter(query["kind"], verdict: query["verdict"], state: query["state"])
        let project = projectID(context)
        let list = "deliveries"
        let words = [project, filter.kind ?? "", filter.verdict?.rawValue ?? "", filter.state?.word ?? ""]
        let written = words.joined(separator: "/")
        let page = try PageRequest(request, list: list, filter: written, ascending: false, key: keys.cursors)
        guard !page.ascending else {
            throw ServiceError(.invalid, code: "invalidSortDirection", "deliveries come with the newest first: desc")
        }
        let found = try await outboxAnswer { () async throws(OutboxError) in
            try await outbox.deliveries(
                of: project, filter, before: page.after.flatMap { Int($0) }, limit: page.limit,
                deadline: context.deadline)
        }
        let cursor = found.next.map { next in
            Cursor(list: list, after: String(next), ascending: false, filter: written).sealed(with: keys.cursors)
        }
        return try answer(
            found.deliveries.map(DeliveryBody.init),
            headers: .page(of: request, cursor: cursor, baseURL: configuration.webURL))
    }

    private static func filter(
        _ kind: Substring?, verdict: Substring?, state: Substring?
    ) throws(ServiceError) -> DeliveryFilter {
        func refusal(_ field: String, _ words: [String]) -> ServiceError {
            ServiceError(.invalid, code: "invalidFilter", "\(field) is one of \(words.joined(separator: ", "))")
        }
        var filter = DeliveryFilter()
        if let kind {
            guard let known = RemoteEvent.Kind(rawValue: String(kind)) else {
                throw refusal("kind", RemoteEvent.Kind.allCases.map(\.rawValue))
            }
            filter.kind = known.rawValue
        }
        if let verdict {
            guard let known = DeliveryVerdict(rawValue: String(verdict)) else {
                throw refusal("verdict", DeliveryVerdict.allCases.map(\.rawValue))
            }
            filter.verdict = known
        }
        if let state {
            guard let known = DeliveryState(word: String(state)) else {
                throw refusal("state", DeliveryState.allCases.map(\.word))
            }
            filter.state = known
        }
        return filter
    }

    /// The id of the project that the path names.
    private func projectID(_ context: Context) -> String { context.resource?.id ?? "" }

    /// What the path calls the delivery; one that is no text is none that there is.
    private func parameter(delivery context: Context) -> String {
        (try? context.reference("id").lowercased()) ?? ""
    }

    private func outboxAnswer<Answer>(
        _ ask: () async throws(OutboxError) -> Answer
    ) async throws(ServiceError) -> Answer {
        do throws(OutboxError) {
            return try await ask()
        } catch {
            throw ServiceError(error)
        }
    }
}
