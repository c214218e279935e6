import ArgumentParser
import ConfigStore

/// `sallyport migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Brings the data of a running configstore into another store; for administrators.",
        discussion: """
            Everything is copied while the installation is used. Then it goes into maintenance, what has changed is brought \
            over, and all of it is read back and compared. It stays in maintenance: start it with configstore.store changed, \
            or go on as before with maintenance disable. When something fails, it is brought out of maintenance and nothing \
            has changed. How the target's etcd is reached is configstore.etcd in sallyport.yaml, or in --config.
            """)
    @OptionGroup var gateway: GatewayOptions
    @Option(help: "etcd://HOST:PORT[,HOST:PORT], etcds:// for TLS, or sqlite:FOLDER.") var to: String
    @Option(help: "The configuration; sallyport.yaml when it is there.") var config: String?

    func run() async throws {
        try await Failures.reported {
            let source = RunningInstallation(client: try gateway.client())
            let destination = try MigrationDestination(to, configuration: config)
            let outcome: StoreMigration.Outcome
            do {
                outcome = try await StopSignals().cancelling {
                    try await destination.withStore { store in
                        try await StoreMigration(from: source, to: store, progress: Self.show).run()
                    }
                }
            } catch {
                Terminal.progress(nil)
                throw error
            }
            Terminal.progress(nil)
            let migrated = Migrated(outcome, to: to)
            try gateway.output.print(migrated, columns: migrated.columns)
            Terminal.say(destination.nextStep)
        }
    }

    @Sendable private static func show(_ step: StoreMigration.Step, _ count: Int) {
        switch step {
        case .copying, .catchingUp: Terminal.progress("\(step.rawValue): \(count) bytes")
        case .comparing: Terminal.progress("\(step.rawValue): \(count) things")
        case .pausing, .finishing: Terminal.progress(step.rawValue)
        }
    }
}

/// What was migrated, as the command prints it.
private struct Migrated: Encodable {
    var to: String
    var revision: Int
    var changesMeanwhile: Int
    var records: Int
    var claims: Int
    var references: Int
    var sha256: String

    init(_ outcome: StoreMigration.Outcome, to: String) {
        self.to = to
        revision = outcome.revision
        changesMeanwhile = outcome.changesMeanwhile
        records = outcome.sum.counts.records
        claims = outcome.sum.counts.claims
        references = outcome.sum.counts.references
        sha256 = outcome.sum.sha256
    }

    var columns: [(heading: String, text: String)] {
        [
            ("migrated to", to), ("at revision", String(revision)), ("changed meanwhile", String(changesMeanwhile)),
            ("records", String(records)), ("claims", String(claims)), ("references", String(references)),
            ("SHA-256 of both", sha256),
        ]
    }
}
