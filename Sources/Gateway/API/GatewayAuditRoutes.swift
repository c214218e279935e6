import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addAudit(to api: GatewayRoutes) {
        api.on(.listAudit) { request, context in
            let query = request.uri.queryParameters
            let filter = AuditFilter(
                kind: query["kind"].map(String.init), object: query["object"].map(String.init),
                actor: query["actor"].map(String.init), holder: query["holder"].map(String.init))
            return try await audit(filter, request, context)
        }
        api.on(.listUserAudit) { request, context in
            let user = try await configStore.user(parameter("ref", of: context))
            return try await audit(of: user.id, request, context)
        }
        for operation in [GatewayOperation.listOrganizationAudit, .listProjectGroupAudit, .listProjectAudit] {
            api.on(operation) { request, context in
                try await audit(of: context.resource?.id ?? "", request, context)
            }
        }
    }

    /// What happened to an object and to everything in it, for whoever the caller has found to be its owner.
    ///
    /// - Parameter holder: The object's id.
    func audit(of holder: String, _ request: Request, _ context: Context) async throws -> Response {
        try await audit(AuditFilter(holder: holder), request, context)
    }

    private func audit(_ filter: AuditFilter, _ request: Request, _ context: Context) async throws -> Response {
        let paging = try paging(request)
        let page = try await configStore.audit(
            filter, limit: paging.limit, cursor: paging.cursor,
            sortDirection: paging.direction)
        return try answer(
            page.items.map { AuditEntryBody($0, for: context) },
            headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
    }
}

struct AuditEntryBody: Encodable {
    struct Actor: Encodable {
        let type: String
        let id: String?
        let username: String?
    }

    struct Field: Encodable {
        let name: String
        let before: String?
        let after: String?
    }

    let id: String
    let time: String
    let actor: Actor
    let operation: String
    let kind: String
    let object_id: String
    let ref: String
    let client_address: String
    let request_id: String
    let changes: [Field]

    /// - Parameter context: Who reads: where others were is for administrators.
    init(_ entry: AuditEntry, for context: GatewayContext) {
        id = entry.id
        time = entry.time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        actor = Actor(type: entry.actor.kind.rawValue, id: entry.actor.id, username: entry.actor.name)
        operation = entry.operation
        kind = entry.kind
        object_id = entry.objectID
        ref = entry.ref
        let isShown = context.isAdministrator || entry.actor.id.map(context.isSelf) ?? false
        client_address = isShown ? entry.clientAddress : ""
        request_id = entry.requestID
        changes = entry.changes.map { Field(name: $0.name, before: $0.before, after: $0.after) }
    }
}
