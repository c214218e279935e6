package import ConfigStoreClient
package import Foundation
package import HTTPTransport
package import Hummingbird
package import Instruments
package import Logging
package import Outbox
package import RemoteSources
package import RunServiceClient
package import ServiceKit
import ServiceLifecycle

/// The outer door: it knows who asks, talks to the forges, and passes the configstore's word on.
package struct Gateway: Service {
    /// The routes, for callers in this process.
    package let responder: RouterResponder<GatewayContext>
    /// What each of them takes and answers.
    package static var description: APIDescription { GatewayDescription.api }
    /// How many logs and events of runs are followed at once: each takes a connection to the run service.
    package static let maxRunStreams = 200
    /// Each of them as `METHOD /path/{parameter}`.
    package var routeNames: Set<String> { router.routes().names }
    private let router: GatewayRouter
    /// Where the socket is, once it listens.
    package let bound = BoundAddress()

    /// Brings what came in to the sinks; runs beside the gateway, and ends after it.
    package let dispatcher: SinkDispatcher

    /// Those who are told what happened.
    package let sinks: [any EventSink]
    private let configuration: GatewayConfiguration
    private let setUpWorker: SetUpWorker
    private let refWatcher: RefWatcher
    private let logger: Logger
    /// What goes on besides answering.
    private let workers: [any Service]

    /// - Parameters:
    ///   - configuration: What it needs to know.
    ///   - configStore: A client of the configstore.
    ///   - registry: The drivers.
    ///   - transport: What reaches the forges.
    ///   - git: What reaches repositories without a forge.
    ///   - outbox: Keeps what forges deliver until the sinks have it.
    ///   - sinks: Those who are told what happened.
    ///   - runSinks: Those that make runs; none without a run service.
    ///   - runService: A client of the run service; nil without one.
    ///   - statusQueue: Keeps commit statuses until the forges have them; nil where none are taken.
    ///   - metricSources: What else is counted in this process.
    ///   - logger: Its logger.
    ///   - now: The clock.
    package init(
        configuration: GatewayConfiguration, configStore: ConfigStoreClient, registry: LiveDriverRegistry,
        transport: any HTTPTransport, git: any GitTransport, outbox: Outbox, sinks: [any EventSink] = [],
        runSinks: [RunSinkSettings] = [], runService: RunServiceClient? = nil, statusQueue: StatusQueue? = nil,
        metricSources: [any MetricSource] = [], logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let keys = GatewayKeys(configuration.signingKey)
        let forges = Forges(
            configStore: configStore, registry: registry,
            host: DriverHost(transport: transport, now: now, version: configuration.version),
            redirectURI: configuration.webURL + "/oauth2/callback")
        let signIn = SignIn(
            forges: forges, limiter: LoginLimiter(now: now), keys: keys, configuration: configuration, now: now)
        let tokens = LinkedAccountTokens(forges: forges, now: now)
        let repositories = ProjectRepositories(forges: forges, tokens: tokens)
        let signal = StatusSignal()
        let statuses = statusQueue.map {
            CommitStatuses(queue: $0, signal: signal, identifiers: IdentifierGenerator(now: now), now: now)
        }
        var sinks = sinks
        if let runs = try? Runs(runService) {
            let creation = RunCreation(configStore: configStore, repositories: repositories, runs: runs)
            sinks += runSinks.map { RunSink($0, creation: creation, statuses: statuses) }
        }
        self.sinks = sinks
        workers = Self.workers(statuses, repositories, runService, configuration, logger)
        let setUps = ProjectSetUps(
            configStore: configStore, forges: forges, tokens: tokens, webhookBase: configuration.webhookURL,
            pace: SetUpPace(checkSeconds: configuration.projectCheckSeconds), outbox: outbox, now: now,
            logger: logger)
        let refSightings = RefSightings()
        let catchUp = CatchUp(
            setUps: setUps, manual: ManualRepositories(configStore: configStore, registry: registry, git: git),
            outbox: outbox, sinks: sinks, sightings: refSightings, usualSeconds: configuration.catchUpSeconds)
        let instruments = HTTPInstruments(service: "gateway") { Self.description }
        let refused = RefusedDeliveries()
        router = GatewayRouter(
            configuration: configuration, configStore: configStore, forges: forges, signIn: signIn, tokens: tokens,
            setUps: setUps, catchUp: catchUp, git: git, runService: runService, statuses: statuses, keys: keys,
            outbox: outbox,
            ingress: Ingress(
                projects: WebhookProjects(configStore: configStore), registry: registry, outbox: outbox, sinks: sinks,
                refused: refused, refSightings: refSightings, now: now),
            instruments: instruments,
            metricSources: [
                instruments, outbox, forges.host.instruments, signIn.instruments, tokens, refused, registry,
                BuildMetrics(service: "gateway", version: configuration.version),
            ] + (statusQueue.map { [$0] } ?? []) + metricSources
        )
        responder = router.routes().buildResponder()
        refWatcher = RefWatcher(catchUp: catchUp, logger: logger)
        setUpWorker = SetUpWorker(setUps: setUps, logger: logger)
        dispatcher = SinkDispatcher(outbox: outbox, sinks: sinks, statusQueue: statusQueue, logger: logger)
        self.configuration = configuration
        self.logger = logger
    }

    /// A transport to this gateway for callers in the same process.
    package var transport: InProcessTransport<RouterResponder<GatewayContext>> {
        InProcessTransport(responder: responder, logger: logger)
    }

    private static func workers(
        _ statuses: CommitStatuses?, _ repositories: ProjectRepositories, _ runService: RunServiceClient?,
        _ configuration: GatewayConfiguration, _ logger: Logger
    ) -> [any Service] {
        guard let statuses else { return [] }
        let sender = CommitStatusSender(statuses: statuses, repositories: repositories, logger: logger)
        guard let runs = try? Runs(runService) else { return [sender] }
        let follower = RunFollower(
            runs: runs, statuses: statuses, configStore: repositories.forges.configStore,
            webURL: configuration.webURL, logger: logger)
        return [sender, follower]
    }

    /// Listens, looks after the projects and sends commit statuses, until it is shut down.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let address = configuration.listen {
                let service = HTTPService(
                    responder: responder, address: address, logger: logger, bound: bound,
                    draining: configuration.draining)
                group.addTask { try await service.run() }
            }
            group.addTask { try await setUpWorker.run() }
            group.addTask { try await refWatcher.run() }
            for worker in workers { group.addTask { try await worker.run() } }
            // The first that fails ends the others.
            while try await group.next() != nil {}
        }
    }

    /// Goes on with set-ups that were left, looks after the projects whose time has come, and cleans up.
    package func lookAfterProjects() async {
        await setUpWorker.look()
    }

    /// Compares the branches and tags of the repositories whose time has come with those that were seen last.
    package func lookForChanges() async {
        await refWatcher.look()
    }
}
