import ConfigStoreClient
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// The gateway's routes.
struct GatewayRouter: Sendable {
    typealias Context = GatewayContext

    let configuration: GatewayConfiguration
    let configStore: ConfigStoreClient
    let forges: Forges
    let signIn: SignIn
    let tokens: LinkedAccountTokens
    let keys: GatewayKeys

    /// Every route; `GatewayDescription` says what each one takes and answers.
    func routes() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ErrorMiddleware())
        router.add(middleware: RequestShapeMiddleware())
        router.get("/healthz") { _, _ in Response(json: Data(#"{"status":"live"}"#.utf8)) }
        router.get("/readyz") { _, _ in
            do throws(ConfigStoreClientError) {
                _ = try await configStore.remoteSources(limit: 1)
            } catch {
                throw ServiceError(
                    .unavailable, code: "notReady", "the configstore does not answer", retryAfterSeconds: 5)
            }
            return Response(json: Data(#"{"status":"ready"}"#.utf8))
        }
        let identity = IdentityMiddleware(configStore: configStore, configuration: configuration, keys: keys)
        addCallbackPage(to: router.group("/oauth2").add(middleware: identity))
        let api = router.group("/api/v1alpha").add(middleware: identity)
        api.get("version") { _, _ in
            try answer(VersionBody(service: "gateway", version: configuration.version))
        }
        addRemoteSources(to: api)
        addUsers(to: api)
        addAuthentication(to: api)
        let document = ByteBuffer(bytes: GatewayDescription.api.json)
        api.get("openapi.json") { _, _ in Response(json: document) }
        return router
    }

    func parameter(_ name: String, of context: Context) throws -> String {
        try context.reference(name)
    }

    func answer(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return Response(status: status, json: try encoder.encode(value), headers: headers)
    }

    /// `limit` and `cursor` as they go on to whoever owns the list.
    func paging(_ request: Request) throws -> (limit: Int?, cursor: String?) {
        let query = request.uri.queryParameters
        guard let text = query["limit"] else { return (nil, query["cursor"].map(String.init)) }
        guard let limit = Int(text), (1...PageRequest.maxLimit).contains(limit) else {
            throw ServiceError(
                .invalid, code: "invalidLimit", "limit is a whole number from 1 to \(PageRequest.maxLimit)")
        }
        return (limit, query["cursor"].map(String.init))
    }
}
