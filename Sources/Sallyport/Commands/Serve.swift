import ArgumentParser
import Foundation
import Glibc
import ServiceLifecycle

/// `sallyport serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", _superCommandName: "sallyport",
        abstract: "Runs gateway and configstore, or one of them, until told to stop.",
        discussion: """
            Reads sallyport.yaml in this folder, or --config. An environment variable overrides each key: \
            SALLYPORT_GATEWAY_WEB_URL is gateway.webURL; a flag overrides both. docs/configuration.md lists them. \
            Secrets are named in the file (adminTokenFrom) or come from the environment: SALLYPORT_ADMIN_TOKEN, \
            SALLYPORT_CONFIGSTORE_API_TOKEN.
            """)

    @Option(name: .long, help: "The configuration; sallyport.yaml when it is there.")
    var config: String?

    @Option(name: .long, help: "What to run: gateway, configstore, or both with a comma between (the default).")
    var components: String?

    @Option(name: .long, help: "Where the gateway listens, as HOST:PORT; port 0 takes a free one.")
    var listen: String?

    @Option(name: .long, help: "Where the configstore listens; only this process reaches it when left out.")
    var configstoreListen: String?

    @Option(name: .long, help: "The folder of the data; made when it is missing.")
    var dataDir: String?

    @Option(name: .long, help: "The drivers to load, as in plugins.yaml; the built-in ones when left out.")
    var plugins: String?

    @Option(name: .long, help: "Declarations to apply before anything listens: a file, or a folder of files.")
    var provision: String?

    func run() async throws {
        // Libraries that write to sockets must not end the process when the other side is gone.
        signal(SIGPIPE, SIG_IGN)
        try await Failures.reported {
            let usual = ServeConfiguration.usualFile
            let configuration = try ServeConfiguration(
                file: config ?? usual,
                flags: .init(
                    components: components, listen: listen, configStoreListen: configstoreListen,
                    dataDirectory: dataDir, plugins: plugins, provision: provision),
                environment: ProcessInfo.processInfo.environment)
            try await Self.serve(configuration)
        }
    }

    private static func serve(_ configuration: ServeConfiguration) async throws {
        let composition = try await Composition(configuration)
        try await composition.provision(environment: ProcessInfo.processInfo.environment)
        let announcing = Task { await composition.announce() }
        defer { announcing.cancel() }
        let logger = Composition.logger("sallyport")
        var settings = ServiceGroupConfiguration(services: composition.services, logger: logger)
        settings.maximumGracefulShutdownDuration = .seconds(20)
        let group = ServiceGroup(configuration: settings)
        let signals = await StopSignals()
        let stopping = Task {
            await signals.stop(group, after: configuration.drainSeconds, composition.draining, logger)
        }
        defer { stopping.cancel() }
        try await group.run()
    }
}
