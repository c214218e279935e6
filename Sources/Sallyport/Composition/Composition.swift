import ConfigStore
import ConfigStoreClient
import CurlTransport
import EtcdStore
import Foundation
import Gateway
import GatewayClient
import Glibc
import HTTPTransport
import Logging
import Outbox
import RemoteSources
import RunServiceClient
import ServiceKit
import ServiceLifecycle
import Validators

/// The services of one process: the only place where concrete drivers, stores and transports meet.
struct Composition {
    private let configuration: ServeConfiguration
    private let configStore: ConfigStore?
    private let gateway: Gateway?
    private let adminToken: String
    private let drivers: DriverSupervisor
    /// Begun when this process is told to stop.
    let draining = Draining()
    /// None where the configstore is somewhere else.
    private let validators: ValidatorSet

    /// In the order in which they need each other: they are shut down from the last to the first.
    var services: [ServiceGroupConfiguration.ServiceConfiguration] {
        [Self.named("drivers", drivers)] + validators.services.map { Self.named("validator", $0) }
            + [
                configStore.map { Self.named("configstore", $0) },
                gateway.map { Self.named("sinks", $0.dispatcher) }, gateway.map { Self.named("gateway", $0) },
            ].compactMap { $0 }
    }

    /// Without a name, a service is described with everything in it: slowly, and with its secrets, in the log too.
    static func named(_ name: String, _ service: any Service) -> ServiceGroupConfiguration.ServiceConfiguration {
        .init(service: service, serviceName: name)
    }

    /// - Parameters:
    ///   - git: What reaches repositories without a forge; the real thing unless given.
    ///   - logger: Makes the logger of a service.
    init(
        _ configuration: ServeConfiguration, git: (any GitTransport)? = nil,
        logger: (_ service: String) -> Logger = Self.logger
    ) async throws {
        self.configuration = configuration
        let plugins = try await InstalledPlugins(pluginsFile: configuration.pluginsFile, logger: logger)
        let registry = LiveDriverRegistry(plugins.registry)
        drivers = DriverSupervisor(
            registry: registry, loaded: plugins.drivers, pluginsFile: configuration.pluginsFile,
            runsProcesses: configuration.components.contains(.gateway), logger: logger("drivers"))
        // Without one from outside, provisioning has a token that nobody else knows.
        let adminToken = configuration.adminToken ?? Self.randomToken()
        self.adminToken = adminToken
        let connector = configuration.components.contains(.configstore) ? ConfigStoreConnector() : nil
        let (draining, gatewayLogger) = (draining, logger("gateway"))
        // Both are put together at the same time: nothing of a start waits for the other.
        async let gateway = Self.makeGateway(
            configuration, registry, connector, git, draining, gatewayLogger, adminToken: adminToken)
        if let connector {
            let opened = try await Self.makeConfigStore(
                configuration, registry, plugins.validators, draining, logger("configstore"))
            connector.connect(opened)
            configStore = opened
            validators = plugins.validators
        } else {
            configStore = nil
            validators = ValidatorSet([], logger: logger("validators"))
        }
        self.gateway = try await gateway
    }

    /// Applies the declarations that the configuration names, before anything listens.
    ///
    /// - Throws: `YAMLProblems`, `CommandFailure`, `GatewayClientError`.
    func provision(environment: [String: String]) async throws {
        guard let file = configuration.provisionFile, let gateway else { return }
        let client = GatewayClient(baseURL: "http://gateway", token: adminToken, transport: gateway.transport)
        let declarations = try Declarations(at: file, registry: drivers.registry.current)
        let provisioning = Provisioning(gateway: client, environment: environment)
        let plan = try await provisioning.plan(for: declarations, prunes: false)
        try await validators.running {
            try await provisioning.apply(plan) { Terminal.say("provision: \($0)") }
        }
    }

    /// Waits until everything listens that is to.
    func listening() async {
        _ = await gateway?.bound.value
        if let configStore, configStore.listens { _ = await configStore.bound.value }
    }

    /// Prints where each service listens, once it does.
    func announce() async {
        if let gateway { Self.announce("gateway", await gateway.bound.url) }
        if let configStore, configStore.listens { Self.announce("configstore", await configStore.bound.url) }
    }

    static func logger(_ service: String) -> Logger {
        var logger = Logger(label: service) { DeferredLogHandler(label: $0) }
        logger[metadataKey: "service"] = .string(service)
        logger[metadataKey: "name"] = .string("\(service)-\(ProcessInfo.processInfo.processIdentifier)")
        return logger
    }

    /// 32 random bytes as text.
    static func randomToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private static func announce(_ service: String, _ url: String) {
        Terminal.write("\(service) listening on \(url)\n")
    }

    private static func makeConfigStore(
        _ configuration: ServeConfiguration, _ registry: LiveDriverRegistry, _ validators: ValidatorSet,
        _ draining: Draining, _ logger: Logger
    ) async throws -> ConfigStore {
        if configuration.configStoreListen != nil, configuration.configStoreAPIToken == nil {
            logger.warning("configstore.apiToken is not set: every request over the socket is refused")
        }
        let settings = ConfigStoreConfiguration(
            dataDirectory: configuration.dataDirectory, keyringFile: configuration.keyringFile,
            listen: configuration.configStoreListen, apiToken: configuration.configStoreAPIToken,
            drivers: InstalledDrivers.schemas(registry.current),
            auditRetentionDays: configuration.auditRetentionDays, validators: validators,
            instanceName: instanceName, version: Sallyport.version,
            maxImportBytes: configuration.maxImportBytes, draining: draining,
            backup: try configuration.backup?.settings(authoritiesFile: configuration.outboundAuthoritiesFile))
        guard let etcd = configuration.etcd else {
            return try await ConfigStore(configuration: settings, logger: logger)
        }
        let store = try await EtcdStore.open(
            etcd, directory: configuration.dataDirectory,
            backup: settings.backup.map { BackupRecovery($0, keyringFile: settings.keyringPath) }, logger: logger)
        return try await ConfigStore(
            configuration: settings, store: store, backupLeadership: store.backupLeadership, logger: logger)
    }

    /// One of its kind: the machine and the process.
    private static var instanceName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        gethostname(&bytes, bytes.count - 1)
        let host = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "configstore-\(host)-\(ProcessInfo.processInfo.processIdentifier)"
    }

    private static func makeGateway(
        _ configuration: ServeConfiguration, _ registry: LiveDriverRegistry, _ configStore: ConfigStoreConnector?,
        _ git: (any GitTransport)?, _ draining: Draining, _ logger: Logger, adminToken: String
    ) throws -> Gateway? {
        guard configuration.components.contains(.gateway) else { return nil }
        if configuration.adminToken == nil {
            logger.warning("adminToken is not set: nobody is an administrator by token")
        }
        let proxies = configuration.trustedProxies
        let transport = CurlTransport(
            configuration: .init(
                outboundAllow: configuration.outboundAllow, authoritiesFile: configuration.outboundAuthoritiesFile))
        let signingKey = try SigningKeyFile.load(directory: configuration.dataDirectory)
        let sinks = configuration.sinks.map { sink in
            CloudEventsSink(
                name: sink.name, url: sink.url, key: sink.key, kinds: sink.kinds,
                webURL: configuration.gatewayWebURL, version: Sallyport.version, transport: transport)
        }
        let identifiers = IdentifierGenerator()
        let outbox = try Outbox(
            directory: configuration.dataDirectory + "/outbox",
            sinks: sinks.map(\.name) + configuration.runSinks.map(\.name),
            configuration: configuration.outbox, nextID: { identifiers.next() })
        return Gateway(
            configuration: GatewayConfiguration(
                webURL: configuration.gatewayWebURL, webhookURL: configuration.gatewayWebhookURL,
                projectCheckSeconds: configuration.projectCheckSeconds, catchUpSeconds: configuration.catchUpSeconds,
                listen: configuration.gatewayListen, adminToken: adminToken, signingKey: signingKey,
                isTrustedProxy: { address in proxies.contains { $0.contains(address) } }, version: Sallyport.version,
                draining: draining),
            configStore: client(of: configStore, configuration), registry: registry, transport: transport,
            git: git ?? GitAccessTransport(transport: transport, outboundAllow: configuration.outboundAllow),
            outbox: outbox, sinks: sinks, runSinks: configuration.runSinks, runService: runService(configuration),
            statusQueue: try StatusQueue(directory: configuration.dataDirectory + "/statuses"),
            metricSources: configStore.map { [$0] } ?? [], logger: logger)
    }

    private static func runService(_ configuration: ServeConfiguration) -> RunServiceClient? {
        configuration.runServiceURL.map { url in
            RunServiceClient(
                baseURL: url, token: configuration.runServiceToken,
                transport: unguardedTransport(configuration, connections: 32 + Gateway.maxRunStreams))
        }
    }

    /// For addresses that the operator names, wherever they are.
    private static func unguardedTransport(
        _ configuration: ServeConfiguration, connections: Int = 32
    ) -> CurlTransport {
        CurlTransport(
            configuration: .init(
                outboundAllow: AddressRange.everywhere, authoritiesFile: configuration.outboundAuthoritiesFile,
                maxConnectionsPerHost: connections))
    }

    private static func client(
        of configStore: ConfigStoreConnector?, _ configuration: ServeConfiguration
    ) -> ConfigStoreClient {
        if let configStore { return ConfigStoreClient(baseURL: "http://configstore", transport: configStore) }
        return ConfigStoreClient(
            baseURL: configuration.configStoreURL ?? "", token: configuration.configStoreAPIToken,
            transport: unguardedTransport(configuration))
    }
}

extension AddressRange {
    /// For addresses that the operator names, wherever they are.
    static let everywhere = ["0.0.0.0/0", "::/0"].compactMap { try? AddressRange($0) }
}
