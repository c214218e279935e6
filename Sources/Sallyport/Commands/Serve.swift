import ArgumentParser
import ConfigStore
import Foundation
import Gateway
import Glibc
import Logging
import ServiceKit
import ServiceLifecycle
import UnixSignals

/// `sallyport serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs gateway and configstore, or one of them, until told to stop.",
        discussion: """
            Secrets come from the environment: SALLYPORT_ADMIN_TOKEN, SALLYPORT_CONFIGSTORE_API_TOKEN. So do \
            SALLYPORT_KEYRING_FILE, SALLYPORT_WEB_URL (where people reach the gateway), SALLYPORT_OUTBOUND_ALLOW \
            (ranges of addresses that may be reached although they are not public) and SALLYPORT_CONFIGSTORE_URL \
            (for a gateway alone).
            """)

    @Option(name: .long, help: "What to run: gateway, configstore, or both with a comma between.")
    var components = "gateway,configstore"

    @Option(name: .long, help: "Where the gateway listens, as HOST:PORT; port 0 takes a free one.")
    var listen = "127.0.0.1:8000"

    @Option(name: .long, help: "Where the configstore listens; only this process reaches it when left out.")
    var configstoreListen: String?

    @Option(name: .long, help: "The folder of the data; made when it is missing.")
    var dataDir = "sallyport-data"

    @Option(name: .long, help: "The drivers to load, as in plugins.yaml; the built-in ones when left out.")
    var plugins: String?

    func validate() throws {
        for address in [listen, configstoreListen].compactMap({ $0 }) where ListenAddress(address) == nil {
            throw ValidationError("\(address) is not HOST:PORT")
        }
        let known = ["gateway", "configstore"]
        let names = components.split(separator: ",").map(String.init)
        guard !names.isEmpty, names.allSatisfy(known.contains) else {
            throw ValidationError("--components takes gateway, configstore, or both with a comma between")
        }
    }

    func run() async throws {
        // Libraries that write to sockets must not end the process when the other side is gone.
        signal(SIGPIPE, SIG_IGN)
        do {
            let composition = try await Composition(self, environment: ProcessInfo.processInfo.environment)
            let announcing = Task { await composition.announce() }
            defer { announcing.cancel() }
            var group = ServiceGroupConfiguration(
                services: composition.services, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Composition.logger("sallyport"))
            group.maximumGracefulShutdownDuration = .seconds(20)
            try await ServiceGroup(configuration: group).run()
        } catch let error as any CustomStringConvertible & Error {
            FileHandle.standardError.write(Data("sallyport: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }
}
