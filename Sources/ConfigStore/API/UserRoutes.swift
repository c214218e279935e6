import ConfigStoreAPI
import Foundation
import Hummingbird
import NIOCore
import ServiceKit

extension ConfigStoreRouter {
    func addUsers(to api: RouterGroup<Context>) {
        let users = Users(environment: environment)
        api.get("users") { request, _ in try await list(request, users) }
        api.post("users") { request, context in
            let created = try await users.create(body(CreateUserRequest.self, request, context))
            return Response(status: .created, json: ByteBuffer(bytes: try created.json()))
        }
        api.get("users/:ref") { _, context in
            let record = try await users.find(parameter("ref", of: context))
            return try answer(User(try Stored<UserRecord>(record)))
        }
        api.put("users/:ref") { request, context in
            let ref = try parameter("ref", of: context)
            return try answer(
                try await users.update(ref, body(UpdateUserRequest.self, request, context)), status: .created)
        }
        api.delete("users/:ref") { request, context in
            let deletion = UserDeletion(environment: environment)
            try await deletion.delete(parameter("ref", of: context), cascade: request.flag("cascade"))
            return Response.noContent
        }
        api.get("users/:ref/details") { _, context in
            Response(json: try await details(try parameter("ref", of: context)))
        }
    }

    /// A user's details, encoded; the user's revision covers them all.
    func details(_ ref: String) async throws -> ByteBuffer {
        let users = Users(environment: environment)
        let record = try await users.find(ref)
        do {
            return try await answers.answer(id: record.id, revision: record.revision) {
                let details = try await users.details(record.id)
                guard details.user.revision == record.revision else { throw ChangedMeanwhile() }
                return ByteBuffer(bytes: try JSONCoding.sharedEncoder.encode(details))
            }
        } catch is ChangedMeanwhile {
            // The reference is read again too, in the same snapshot: the name may be somebody else's by now.
            return ByteBuffer(bytes: try JSONCoding.sharedEncoder.encode(try await users.details(ref)))
        }
    }

    private struct ChangedMeanwhile: Error {}

    private func list(_ request: Request, _ users: Users) async throws -> Response {
        let query = request.uri.queryParameters
        switch query["query_type"] {
        case nil:
            guard query["remoteuserid"] == nil, query["remotesourceref"] == nil else {
                throw ServiceError(
                    .invalid, code: "invalidQuery", "remoteuserid and remotesourceref need query_type=byremoteuser")
            }
        case "byremoteuser":
            guard let remoteUser = query["remoteuserid"], let source = query["remotesourceref"] else {
                throw ServiceError(
                    .invalid, code: "invalidQuery", "byremoteuser needs remoteuserid and remotesourceref")
            }
            return try answer([try await users.byRemoteUser(String(remoteUser), source: String(source))])
        default:
            throw ServiceError(.invalid, code: "invalidQuery", "the only query_type is byremoteuser")
        }
        let withDetails = try request.flag("details")
        let page = try PageRequest(request, list: "users", key: cursorKey)
        if withDetails {
            let (items, hasMore) = try await users.listDetails(page)
            return try self.page(
                items, hasMore: hasMore, last: items.last?.user.name, list: "users", page: page, request: request)
        }
        let (items, hasMore) = try await users.list(page)
        return try self.page(
            items, hasMore: hasMore, last: items.last?.name, list: "users", page: page, request: request)
    }
}
