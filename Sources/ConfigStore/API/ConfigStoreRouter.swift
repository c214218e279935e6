import ConfigStoreAPI
import Foundation
import HTTPTypes
import Hummingbird
import Instruments
import JSONAccess
import Logging
import NIOCore
import ServiceKit

/// The configstore's routes.
struct ConfigStoreRouter: Sendable {
    typealias Context = ServiceRequestContext

    let environment: ActionEnvironment
    let cursorKey: SymmetricKeyBytes
    /// What a request over a socket has to bring; nil refuses all of them.
    let apiToken: String?
    let answers: AnswerCache
    let keyringWorker: KeyringWorker
    let validators: RuleValidators
    let maintenance: Maintenance
    let draining: Draining
    let instruments: HTTPInstruments
    let metricSources: [any MetricSource]

    /// Every route; `ConfigStoreDescription` says what each one takes and answers.
    func routes() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        let store = environment.database.store
        router.add(middleware: MetricsMiddleware(instruments))
        router.add(middleware: RevisionMiddleware(store: store))
        router.add(middleware: ErrorMiddleware(routes: RouteTable { ConfigStoreDescription.api }))
        router.add(middleware: RequestShapeMiddleware())
        router.add(middleware: StoreErrorMiddleware())
        router.get("/healthz") { _, _ in Response(json: Data(#"{"status":"live"}"#.utf8)) }
        router.get("/readyz") { _, _ in
            try draining.requireNotBegun()
            // Ready for those who end it.
            if maintenance.modes.gate.isDrained { return Response(json: Data(#"{"status":"maintenance"}"#.utf8)) }
            _ = try await store.read { try $0.record(RecordKey("user", "none")) }
            return Response(json: Data(#"{"status":"ready"}"#.utf8))
        }
        let bearer = BearerMiddleware(token: apiToken)
        router.group("/metrics").add(middleware: bearer).get { _, _ in await Response.metrics(of: metricSources) }
        let always = router.group("/api/v1alpha").add(middleware: bearer)
        addMaintenance(to: always)
        always.get("openapi.json") { _, _ in Response(json: ConfigStoreDescription.document) }
        let api = always.group().add(middleware: MaintenanceMiddleware(gate: environment.gate))
            .add(middleware: AuditContextMiddleware()).add(middleware: RevisionWaitMiddleware(store: store))
        addRemoteSources(to: api)
        addUsers(to: api)
        addLinkedAccounts(to: api)
        addUserTokens(to: api)
        addAuthentication(to: api)
        addAudit(to: api)
        addKeyring(to: api)
        addValidators(to: api)
        addOrganizations(to: api)
        addOrganizationMembers(to: api)
        addOrganizationInvitations(to: api)
        addConnections(to: api)
        addProjectGroups(to: api)
        addProjects(to: api)
        addProjectSetUps(to: api)
        addForgeCleanups(to: api)
        addRefWatches(to: api)
        addSecrets(to: api)
        addVariables(to: api)
        return router
    }

    func parameter(_ name: String, of context: Context) throws -> String {
        try context.reference(name)
    }

    func answer(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(status: status, json: try JSONCoding.sharedEncoder.encode(value))
    }

    func body<Value: Decodable>(_ type: Value.Type, _ request: Request, _ context: Context) async throws -> Value {
        try await request.decodeJSON(type, context: context, reader: JSONCoding.reader)
    }

    /// One page with its cursor in the headers.
    func page<Item: Encodable>(
        _ items: [Item], hasMore: Bool, last: String?, list: String, page: PageRequest, filter: String = "",
        request: Request
    ) throws -> Response {
        let cursor = hasMore ? last : nil
        let sealed = cursor.map {
            Cursor(list: list, after: $0, ascending: page.ascending, filter: filter).sealed(with: cursorKey)
        }
        return Response(
            json: try JSONCoding.sharedEncoder.encode(items), headers: .page(of: request, cursor: sealed))
    }

    /// One page of a list that is short enough to be read whole.
    ///
    /// - Parameter key: What the list is ordered by: each item has one of its own, which stays.
    func page<Item: Encodable>(
        of all: [Item], list: String, filter: String, request: Request, by key: (Item) -> String
    ) throws -> Response {
        let page = try PageRequest(request, list: list, filter: filter, key: cursorKey)
        let inOrder = all.map { (key: key($0), item: $0) }.sorted { ($0.key < $1.key) == page.ascending }
        let rest = inOrder.drop { entry in
            page.after.map { entry.key == $0 || (entry.key < $0) == page.ascending } ?? false
        }
        let shown = rest.prefix(page.limit)
        return try self.page(
            shown.map(\.item), hasMore: shown.count < rest.count, last: shown.last?.key, list: list, page: page,
            filter: filter, request: request)
    }
}

/// Lets in requests from inside the process, and those with the token.
struct BearerMiddleware: RouterMiddleware {
    typealias Context = ServiceRequestContext
    /// Nil when there is no token, which lets nobody in.
    private let hash: String?

    init(token: String?) {
        hash = token.flatMap { $0.isEmpty ? nil : UserTokens.hash($0) }
    }

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if context.service.isInProcess { return try await next(request, context) }
        let prefix = "bearer "
        guard let hash, let header = request.headers.value(of: .authorization),
            header.prefix(prefix.count).lowercased() == prefix,
            ConstantTime.equal(UserTokens.hash(String(header.dropFirst(prefix.count))).utf8, hash.utf8)
        else {
            // A word of its own: the gateway must not take it for what it says about a user's token.
            throw ServiceError(.unauthorized, code: "apiTokenRefused", "the configstore's API token is needed")
        }
        return try await next(request, context)
    }
}

/// Turns a store's failure into a refusal, and bounds the store's work by the request's deadline.
struct StoreErrorMiddleware: RouterMiddleware {
    typealias Context = ServiceRequestContext

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await RequestDeadline.$current.withValue(context.deadline) {
                try await next(request, context)
            }
        } catch StoreError.cancelled {
            throw CancellationError()
        } catch let error as StoreError {
            context.logger.error("the store failed", metadata: ["error": .string("\(error)")])
            switch error {
            case .timedOut:
                throw ServiceError(.timedOut, code: "timedOut", "the request took longer than it may")
            case .full:
                throw ServiceError(
                    .unavailable, code: "storeFull", "the store has no room for changes; reads go on",
                    retryAfterSeconds: 30)
            case .unavailable, .unusable, .closed, .cancelled:
                throw ServiceError(
                    .unavailable, code: "storeUnavailable", "the store can't be used right now", retryAfterSeconds: 5)
            }
        }
    }
}
