import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addSecrets(to api: GatewayRoutes) {
        for operations in SecretOperations.all { addSecrets(to: api, operations) }
    }

    private func addSecrets(to api: GatewayRoutes, _ operations: SecretOperations) {
        api.on(operations.list) { request, context in
            let paging = try paging(request)
            let page = try await configStore.secrets(
                in: context.holder(), tree: request.presence("tree"),
                removingOverridden: request.presence("removeoverridden"), limit: paging.limit, cursor: paging.cursor,
                sortDirection: paging.direction)
            return try answer(
                page.items.map(SecretBody.init),
                headers: .page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(operations.create) { request, context in
            let body = try await request.decodeJSON(SecretRequestBody.self, context: context)
            let created = try await configStore.createSecret(in: context.holder(), body.request)
            return try answer(SecretBody(created), status: .created)
        }
        api.on(operations.get) { _, context in
            try answer(SecretBody(try await configStore.secret(parameter("name", of: context), in: context.holder())))
        }
        api.on(operations.update) { request, context in
            let body = try await request.decodeJSON(SecretRequestBody.self, context: context)
            let updated = try await configStore.updateSecret(
                parameter("name", of: context), in: context.holder(), body.request)
            return try answer(SecretBody(updated))
        }
        api.on(operations.delete) { request, context in
            try await configStore.deleteSecret(
                parameter("name", of: context), in: context.holder(), cascade: request.flag("cascade"))
            return Response.noContent
        }
        api.on(operations.check) { request, context in
            let body = try await request.decodeJSON(SecretDataBody.self, context: context)
            let matches = try await configStore.secretMatches(
                parameter("name", of: context), in: context.holder(), data: body.data)
            return try answer(SecretCheck(matches: matches))
        }
    }
}

/// A secret as its owner's members see it: never its data.
struct SecretBody: Encodable {
    let id: String
    let name: String
    let type: String
    let parent_path: String
    let keys: [String]
    let data_fingerprint: String

    init(_ secret: Secret) {
        id = secret.id
        name = secret.name
        type = secret.type
        parent_path = secret.parent.path
        keys = secret.keys
        data_fingerprint = secret.dataFingerprint
    }
}

struct SecretRequestBody: Decodable {
    let name: String?
    let type: String?
    let data: [String: String]?
    let secret_provider_id: String?
    let path: String?

    var request: CreateSecretRequest {
        CreateSecretRequest(name: name, type: type, data: data, secretProviderID: secret_provider_id, path: path)
    }
}

struct SecretDataBody: Decodable {
    let data: [String: String]
}
