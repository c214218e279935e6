import ConfigStore
import ConfigStoreClient
import CurlTransport
import Foundation
import Gateway
import HTTPTransport
import Logging
import RemoteSources
import ServiceKit
import ServiceLifecycle

/// The services of one process: the only place where concrete drivers, stores and transports meet.
struct Composition {
    private let configStore: ConfigStore?
    private let gateway: Gateway?

    /// The configstore first, so that it is shut down last.
    var services: [any Service] { [configStore as (any Service)?, gateway].compactMap { $0 } }

    init(_ serve: Serve, environment: [String: String]) async throws {
        let components = serve.components.split(separator: ",")
        let registry = try InstalledDrivers.registry(pluginsFile: serve.plugins)
        if components.contains("configstore") {
            configStore = try await Self.makeConfigStore(
                serve, environment, registry, isAlone: !components.contains("gateway"))
        } else {
            configStore = nil
        }
        if components.contains("gateway") {
            gateway = try Self.makeGateway(serve, environment, registry, configStore)
        } else {
            gateway = nil
        }
    }

    /// Prints where each service listens, once it does.
    func announce() async {
        if let gateway { Self.announce("gateway", await gateway.bound.url) }
        if let configStore, configStore.listens { Self.announce("configstore", await configStore.bound.url) }
    }

    static func logger(_ service: String) -> Logger {
        var logger = Logger(label: service) { StreamLogHandler.standardError(label: $0) }
        logger[metadataKey: "service"] = .string(service)
        logger[metadataKey: "name"] = .string("\(service)-\(ProcessInfo.processInfo.processIdentifier)")
        return logger
    }

    private static func announce(_ service: String, _ url: String) {
        print("\(service) listening on \(url)")
        fflush(nil)
    }

    private static func makeConfigStore(
        _ serve: Serve, _ environment: [String: String], _ registry: DriverRegistry, isAlone: Bool
    ) async throws -> ConfigStore {
        let address = serve.configstoreListen ?? (isAlone ? "127.0.0.1:4002" : nil)
        let configuration = ConfigStoreConfiguration(
            dataDirectory: serve.dataDir, keyringFile: environment["SALLYPORT_KEYRING_FILE"],
            listen: address.flatMap { ListenAddress($0) }, apiToken: environment["SALLYPORT_CONFIGSTORE_API_TOKEN"],
            drivers: InstalledDrivers.schemas(registry))
        let logger = logger("configstore")
        if configuration.listen != nil, configuration.apiToken?.isEmpty != false {
            logger.warning("SALLYPORT_CONFIGSTORE_API_TOKEN is not set: every request over the socket is refused")
        }
        return try await ConfigStore(configuration: configuration, logger: logger)
    }

    private static func makeGateway(
        _ serve: Serve, _ environment: [String: String], _ registry: DriverRegistry, _ configStore: ConfigStore?
    ) throws -> Gateway {
        let logger = logger("gateway")
        let adminToken = environment["SALLYPORT_ADMIN_TOKEN"]
        if adminToken?.isEmpty != false {
            logger.warning("SALLYPORT_ADMIN_TOKEN is not set: nobody is an administrator by token")
        }
        let client: ConfigStoreClient
        if let configStore {
            client = ConfigStoreClient(baseURL: "http://configstore", transport: configStore.transport)
        } else {
            guard let url = environment["SALLYPORT_CONFIGSTORE_URL"], !url.isEmpty else {
                throw CompositionError("a gateway alone needs SALLYPORT_CONFIGSTORE_URL")
            }
            // The operator names the configstore, wherever it is.
            let everywhere = try [AddressRange("0.0.0.0/0"), AddressRange("::/0")]
            client = ConfigStoreClient(
                baseURL: url, token: environment["SALLYPORT_CONFIGSTORE_API_TOKEN"],
                transport: CurlTransport(configuration: .init(outboundAllow: everywhere)))
        }
        let configuration = GatewayConfiguration(
            webURL: environment["SALLYPORT_WEB_URL"] ?? "http://\(serve.listen)", listen: ListenAddress(serve.listen),
            adminToken: adminToken, signingKey: try SigningKeyFile.load(directory: serve.dataDir),
            version: Sallyport.version)
        let allowed = environment["SALLYPORT_OUTBOUND_ALLOW"] ?? ""
        let ranges = try allowed.split(separator: ",").map { try AddressRange(String($0)) }
        return Gateway(
            configuration: configuration, configStore: client, registry: registry,
            transport: CurlTransport(configuration: .init(outboundAllow: ranges)), logger: logger)
    }
}

/// What keeps a process from being put together.
struct CompositionError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
