import ConfigStoreAPI
import ConfigStoreClient
import HTTPTypes
import Hummingbird
import ServiceKit

extension GatewayRouter {
    func addValidators(to api: GatewayRoutes) {
        api.on(.listValidators) { request, _ in
            let paging = try paging(request)
            let page = try await configStore.validators(
                limit: paging.limit, cursor: paging.cursor, sortDirection: paging.direction)
            return try answer(
                page.items.map(ValidatorBody.init),
                headers: HTTPFields.page(of: request, cursor: page.nextCursor, baseURL: configuration.webURL))
        }
        api.on(.createValidator) { request, context in
            let body = try await request.decodeJSON(ValidatorRequestBody.self, context: context)
            return try answer(ValidatorBody(try await configStore.createValidator(body.request)), status: .created)
        }
        api.on(.getValidator) { _, context in
            try answer(ValidatorBody(try await configStore.validator(parameter("ref", of: context))))
        }
        api.on(.updateValidator) { request, context in
            let body = try await request.decodeJSON(ValidatorRequestBody.self, context: context)
            let updated = try await configStore.updateValidator(parameter("ref", of: context), body.request)
            return try answer(ValidatorBody(updated), status: .created)
        }
        api.on(.deleteValidator) { _, context in
            try await configStore.deleteValidator(parameter("ref", of: context))
            return Response.noContent
        }
    }
}

struct ValidatorBody: Encodable {
    let id: String
    let name: String
    let rules: String

    init(_ validator: RuleValidator) {
        id = validator.id
        name = validator.name
        rules = validator.rules
    }
}

struct ValidatorRequestBody: Decodable {
    let name: String?
    let rules: String?

    var request: CreateRuleValidatorRequest { CreateRuleValidatorRequest(name: name, rules: rules) }
}
