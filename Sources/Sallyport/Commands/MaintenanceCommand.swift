import ArgumentParser
import GatewayClient

/// `sallyport maintenance`
struct MaintenanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance",
        abstract: "Brings the configstore into maintenance and out of it; for administrators.",
        discussion: """
            In maintenance the configstore serves maintenance, export, import and health, and nothing else. Deliveries of \
            projects that the gateway knows are still taken in. Only the admin token works: nobody can sign in.
            """,
        subcommands: [Enable.self, Disable.self, Status.self, GenerationCommand.self])

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable", abstract: "Asks every instance to finish what it does, and to do nothing more.")
        @OptionGroup var gateway: GatewayOptions
        @Flag(name: .long, help: "Wait until every instance is in maintenance.") var wait = false

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await gateway.show(try await client.enableMaintenance(), of: client, waits: wait)
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disable", abstract: "Asks every instance to serve everything again.")
        @OptionGroup var gateway: GatewayOptions
        @Flag(name: .long, help: "Wait until every instance serves everything.") var wait = false

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await gateway.show(try await client.disableMaintenance(), of: client, waits: wait)
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Shows what is wanted, and what each instance does.")
        @OptionGroup var gateway: GatewayOptions
        @Flag(name: .long, help: "Wait until every instance does what is wanted.") var wait = false

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await gateway.show(try await client.maintenance(), of: client, waits: wait)
            }
        }
    }
}

extension GatewayOptions {
    fileprivate func show(_ status: MaintenanceStatus, of client: GatewayClient, waits: Bool) async throws {
        var status = status
        while waits, !status.isReached {
            let left = status.instances.count { $0.mode != (status.isWanted ? "maintenance" : "normal") }
            Terminal.progress("instances that are not there yet: \(left)")
            try await Task.sleep(for: .milliseconds(200))
            status = try await client.maintenance()
        }
        Terminal.progress(nil)
        let instances = status.instances.map { "\($0.name) \($0.mode) (\($0.version), revision \($0.revision))" }
        try output.print(
            status,
            columns: [
                ("maintenance", status.isWanted ? "wanted" : "not wanted"), ("since", status.since ?? ""),
                ("ends by itself", status.leaseSeconds.map { "\($0) s after it was asked for last" } ?? ""),
                ("instances", instances.joined(separator: ", ")),
            ])
    }
}
