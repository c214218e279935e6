import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTypes
import Hummingbird
import Instruments
import NIOCore
import Outbox
import RemoteSources
import RunServiceClient
import ServiceKit

/// The gateway's routes.
struct GatewayRouter: Sendable {
    typealias Context = GatewayContext

    let configuration: GatewayConfiguration
    let configStore: ConfigStoreClient
    let forges: Forges
    let signIn: SignIn
    let tokens: LinkedAccountTokens
    let setUps: ProjectSetUps
    let catchUp: CatchUp
    let git: any GitTransport
    let runService: RunServiceClient?
    let statuses: CommitStatuses?
    let keys: GatewayKeys
    let outbox: Outbox
    let ingress: Ingress
    let instruments: HTTPInstruments
    let metricSources: [any MetricSource]
    /// What forges' deliveries may take while they come in.
    let bodies = BodyBudget(limit: 128 * 1024 * 1024)
    /// Logs and events of runs that are being followed.
    let streams = StreamLimit(limit: Gateway.maxRunStreams, limitForEach: 20)
    let runGroups = Remembered<String, String>(limit: 10_000)
    private let remoteSourceAnswers = Remembered<RemoteSourceBody, ByteBuffer>(limit: 1_000)
    private let userAnswers = Remembered<UserDetailsBody, ByteBuffer>(limit: 1_000)

    /// Every route; `GatewayDescription` says what each one takes and answers.
    func routes() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: MetricsMiddleware(instruments))
        router.add(middleware: SeenRevisionMiddleware())
        router.add(middleware: ErrorMiddleware(routes: RouteTable { GatewayDescription.api }))
        router.add(middleware: RequestShapeMiddleware())
        router.get("/healthz") { _, _ in Response(json: Data(#"{"status":"live"}"#.utf8)) }
        router.get("/readyz") { _, _ in
            try configuration.draining.requireNotBegun()
            do throws(ConfigStoreClientError) {
                _ = try await configStore.remoteSources(limit: 1)
            } catch {
                // Ready for those who end it.
                if error.code == "maintenance" { return Response(json: Data(#"{"status":"maintenance"}"#.utf8)) }
                throw ServiceError(
                    .unavailable, code: "notReady", "the configstore does not answer", retryAfterSeconds: 5)
            }
            return Response(json: Data(#"{"status":"ready"}"#.utf8))
        }
        addWebhooks(to: router)
        let identity = IdentityMiddleware(configStore: configStore, configuration: configuration, keys: keys)
        addCallbackPage(to: router.group("/oauth2").add(middleware: identity))
        router.group("/metrics").add(middleware: identity).get { _, context in
            try context.requireAdministrator()
            return await Response.metrics(of: metricSources)
        }
        let authorization = Authorization(configStore: configStore)
        let api = GatewayRoutes(
            group: router.group("/api/v1alpha").add(middleware: identity), authorization: authorization)
        api.on(.getVersion) { _, _ in
            try answer(VersionBody(service: "gateway", version: configuration.version))
        }
        addRemoteSources(to: api)
        addUsers(to: api)
        addAuthentication(to: api)
        addOrganizations(to: api)
        addConnections(to: api)
        addProjectGroups(to: api, authorization)
        addProjects(to: api, authorization)
        addProjectSetUps(to: api)
        addDeliveries(to: api)
        addSecrets(to: api)
        addVariables(to: api)
        addRuns(to: api)
        addCommitStatuses(to: api)
        addAudit(to: api)
        addKeyring(to: api)
        addMaintenance(to: api)
        addValidators(to: api)
        addDrivers(to: api)
        api.on(.getDescription) { _, _ in Response(json: GatewayDescription.document) }
        precondition(api.isComplete, "an operation has no handler")
        return router
    }

    func parameter(_ name: String, of context: Context) throws -> String {
        try context.reference(name)
    }

    func answer(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        Response(status: status, json: try Self.encode(value), headers: headers)
    }

    /// An answer that is asked for again and again.
    func answer(_ source: RemoteSourceBody) throws -> Response {
        try answer(source, remembering: remoteSourceAnswers)
    }

    /// An answer that is asked for again and again.
    func answer(_ user: UserDetailsBody) throws -> Response {
        try answer(user, remembering: userAnswers)
    }

    private func answer<Body: Encodable>(_ body: Body, remembering answers: Remembered<Body, ByteBuffer>) throws
        -> Response
    {
        if let known = answers.find(body) { return Response(json: known) }
        let made = ByteBuffer(bytes: try Self.encode(body))
        answers.keep(made, for: body)
        return Response(json: made)
    }

    private static func encode(_ value: some Encodable) throws -> Data {
        try encoder.encode(value)
    }

    /// Nobody changes it: making one costs as much as encoding a small value.
    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return encoder
    }()

    /// What a list is asked for, as it goes on to whoever owns the list.
    struct Paging {
        let limit: Int?
        let cursor: String?
        let direction: SortDirection?
    }

    func paging(_ request: Request) throws -> Paging {
        let query = request.uri.queryParameters
        let limit = query["limit"].map { Int($0) ?? 0 }
        guard limit.map((1...PageRequest.maxLimit).contains) ?? true else {
            throw ServiceError(
                .invalid, code: "invalidLimit", "limit is a whole number from 1 to \(PageRequest.maxLimit)")
        }
        let direction = query["sortdirection"].map { SortDirection(rawValue: String($0)) }
        guard direction != .some(nil) else {
            throw ServiceError(.invalid, code: "invalidSortDirection", "sortdirection is asc or desc")
        }
        return Paging(limit: limit, cursor: query["cursor"].map(String.init), direction: direction ?? nil)
    }
}
