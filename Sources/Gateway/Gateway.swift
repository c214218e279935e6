package import ConfigStoreClient
package import Foundation
package import HTTPTransport
package import Hummingbird
package import Logging
package import RemoteSources
package import ServiceKit
import ServiceLifecycle

/// The outer door: it knows who asks, talks to the forges, and passes the configstore's word on.
package struct Gateway: Service {
    /// The routes, for callers in this process.
    package let responder: RouterResponder<GatewayContext>
    /// What each of them takes and answers.
    package static var description: APIDescription { GatewayDescription.api }
    /// Each of them as `METHOD /path/{parameter}`.
    package var routeNames: Set<String> { routes.names }
    private let routes = RouteTable()
    /// Where the socket is, once it listens.
    package let bound = BoundAddress()

    private let configuration: GatewayConfiguration
    private let setUpWorker: SetUpWorker
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: What it needs to know.
    ///   - configStore: A client of the configstore.
    ///   - registry: The drivers.
    ///   - transport: What reaches the forges.
    ///   - git: What reaches repositories without a forge.
    ///   - sightings: Who knows whether deliveries come.
    ///   - logger: Its logger.
    ///   - now: The clock.
    package init(
        configuration: GatewayConfiguration, configStore: ConfigStoreClient, registry: LiveDriverRegistry,
        transport: any HTTPTransport, git: any GitTransport, sightings: any DeliverySightings = NoDeliverySightings(),
        logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let keys = GatewayKeys(configuration.signingKey)
        let forges = Forges(
            configStore: configStore, registry: registry,
            host: DriverHost(transport: transport, now: now, version: configuration.version),
            redirectURI: configuration.webURL + "/oauth2/callback")
        let signIn = SignIn(
            forges: forges, limiter: LoginLimiter(now: now), keys: keys, configuration: configuration, now: now)
        let tokens = LinkedAccountTokens(forges: forges, now: now)
        let setUps = ProjectSetUps(
            configStore: configStore, forges: forges, tokens: tokens, webhookBase: configuration.webhookURL,
            pace: SetUpPace(checkSeconds: configuration.projectCheckSeconds), sightings: sightings, now: now,
            logger: logger)
        let router = GatewayRouter(
            configuration: configuration, configStore: configStore, forges: forges, signIn: signIn, tokens: tokens,
            setUps: setUps, git: git, keys: keys, table: routes
        ).routes()
        routes.add(routesOf: router)
        responder = router.buildResponder()
        setUpWorker = SetUpWorker(setUps: setUps, logger: logger)
        self.configuration = configuration
        self.logger = logger
    }

    /// A transport to this gateway for callers in the same process.
    package var transport: InProcessTransport<RouterResponder<GatewayContext>> {
        InProcessTransport(responder: responder, logger: logger)
    }

    /// Listens, and looks after the projects, until it is shut down.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let address = configuration.listen {
                let service = HTTPService(responder: responder, address: address, logger: logger, bound: bound)
                group.addTask { try await service.run() }
            }
            group.addTask { try await setUpWorker.run() }
            // The first that fails ends the other.
            while try await group.next() != nil {}
        }
    }

    /// Goes on with set-ups that were left, looks after the projects whose time has come, and cleans up.
    package func lookAfterProjects() async {
        await setUpWorker.look()
    }
}
