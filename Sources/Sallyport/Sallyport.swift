import ArgumentParser

/// The command `sallyport`.
///
/// Each command below has a name in its configuration: the name of one without comes out of reflection, at every start.
@main
struct Sallyport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sallyport",
        abstract: "Connects a self-hosted platform to its git forges.",
        subcommands: [
            Serve.self, Validate.self, Diff.self, Apply.self, RemoteSourceCommand.self, UserCommand.self,
            OrganizationCommand.self, ProjectGroupCommand.self, ProjectCommand.self, SecretCommand.self,
            VariableCommand.self, RunCommand.self, AuditCommand.self, KeyringCommand.self, BackupCommand.self,
            MaintenanceCommand.self, ExportCommand.self, ImportCommand.self, MigrateCommand.self,
            ValidatorCommand.self,
            DriverCommand.self,
            WebhookCommand.self, HostKeyCommand.self, Demo.self, Version.self,
        ])

    /// The version of this executable.
    static let version = "0.1.0"

    /// Reads a right `serve` without the other commands: it is what is waited for when a process starts, and reading all
    /// of them takes as long as opening the data.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.first == Serve.configuration.commandName,
            let serve = try? Serve.parse(Array(arguments.dropFirst()))
        else { return await main(arguments) }
        do {
            try await serve.run()
        } catch {
            exit(withError: error)
        }
    }
}
