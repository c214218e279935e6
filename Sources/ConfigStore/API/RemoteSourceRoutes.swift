import ConfigStoreAPI
import Foundation
import Hummingbird
import NIOCore
import ServiceKit

extension ConfigStoreRouter {
    func addRemoteSources(to api: RouterGroup<Context>) {
        let sources = RemoteSources(environment: environment)
        api.get("remotesources") { request, _ in
            let page = try PageRequest(request, list: "remotesources", key: cursorKey)
            let (items, hasMore) = try await sources.list(page)
            return try self.page(
                items, hasMore: hasMore, last: items.last?.name, list: "remotesources", page: page, request: request)
        }
        api.post("remotesources") { request, context in
            let created = try await sources.create(body(CreateRemoteSourceRequest.self, request, context))
            return try answer(created, status: .created)
        }
        api.get("remotesources/:ref") { _, context in
            let record = try await sources.find(parameter("ref", of: context))
            let json = try await answers.answer(id: record.id, revision: record.revision) {
                let source = RemoteSource(try Stored<RemoteSourceRecord>(record))
                return ByteBuffer(bytes: try JSONCoding.sharedEncoder.encode(source))
            }
            return Response(json: json)
        }
        api.put("remotesources/:ref") { request, context in
            let ref = try parameter("ref", of: context)
            let updated = try await sources.update(ref, body(UpdateRemoteSourceRequest.self, request, context))
            return try answer(updated, status: .created)
        }
        api.delete("remotesources/:ref") { _, context in
            try await sources.delete(parameter("ref", of: context))
            return Response.noContent
        }
        api.get("remotesources/:ref/credentials") { _, context in
            try answer(try await sources.credentials(parameter("ref", of: context)))
        }
        api.post("remotesources/:ref/secretcheck") { request, context in
            let ref = try parameter("ref", of: context)
            let secret = try await body(RemoteSourceCredentials.self, request, context).clientSecret
            return try answer(SecretCheck(matches: try await sources.secretMatches(ref, secret)))
        }
    }
}
