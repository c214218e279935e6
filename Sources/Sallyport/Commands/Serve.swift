import ArgumentParser
import ConfigStore
import Foundation
import Glibc
import Logging
import RemoteSources
import ServiceKit
import ServiceLifecycle
import StrictYAML
import UnixSignals

/// `sallyport serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the configstore until it is told to stop.",
        discussion: """
            The configstore's API asks for the token in SALLYPORT_CONFIGSTORE_API_TOKEN. \
            SALLYPORT_KEYRING_FILE names another keyring than the one in the data folder.
            """)

    @Option(name: .long, help: "Where to listen, as HOST:PORT; port 0 takes a free one.")
    var listen = "127.0.0.1:4002"

    @Option(name: .long, help: "The folder of the data; made when it is missing.")
    var dataDir = "sallyport-data"

    @Option(name: .long, help: "The drivers to load, as in plugins.yaml; the built-in ones when left out.")
    var plugins: String?

    func validate() throws {
        guard ListenAddress(listen) != nil else { throw ValidationError("--listen takes HOST:PORT") }
    }

    func run() async throws {
        // libraries that write to sockets must not end the process when the other side is gone
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        do {
            let store = try await makeConfigStore(environment)
            let announcing = Task { [bound = store.bound] in
                print("configstore listening on \(await bound.url)")
                fflush(nil)
            }
            defer { announcing.cancel() }
            var group = ServiceGroupConfiguration(
                services: [store], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger("sallyport"))
            group.maximumGracefulShutdownDuration = .seconds(20)
            try await ServiceGroup(configuration: group).run()
        } catch let error as any CustomStringConvertible & Error {
            FileHandle.standardError.write(Data("sallyport: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    private func makeConfigStore(_ environment: [String: String]) async throws -> ConfigStore {
        let registry = try InstalledDrivers.registry(pluginsFile: plugins)
        let configuration = ConfigStoreConfiguration(
            dataDirectory: dataDir, keyringFile: environment["SALLYPORT_KEYRING_FILE"],
            listen: ListenAddress(listen), apiToken: environment["SALLYPORT_CONFIGSTORE_API_TOKEN"],
            drivers: InstalledDrivers.schemas(registry))
        let logger = logger("configstore")
        if configuration.apiToken?.isEmpty != false {
            logger.warning("SALLYPORT_CONFIGSTORE_API_TOKEN is not set: every request will be refused")
        }
        return try await ConfigStore(configuration: configuration, logger: logger)
    }

    private func logger(_ service: String) -> Logger {
        var logger = Logger(label: service) { StreamLogHandler.standardError(label: $0) }
        logger[metadataKey: "service"] = .string(service)
        return logger
    }
}
