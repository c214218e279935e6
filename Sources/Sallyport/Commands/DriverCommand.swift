import ArgumentParser
import Foundation
import GatewayClient
import RemoteSources

/// `sallyport driver`
struct DriverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "driver", abstract: "The drivers that there are, new ones, and whether one keeps the contract.",
        discussion: """
            With --gateway-url, --token, --token-file or SALLYPORT_GATEWAY_URL a gateway is asked, which only administrators \
            may; otherwise plugins.yaml says which drivers there are.
            """,
        subcommands: [List.self, Describe.self, New.self, Test.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the drivers.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var source: DriverSource

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    try await source.drivers(gateway).async,
                    headings: ["TYPE", "CONFIG TYPE", "FORM", "VERSION", "HEALTH"]
                ) { [$0.type, $0.configType, $0.form, $0.version, $0.health.state] }
            }
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe", abstract: "Shows what a driver can do and how it is.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var source: DriverSource
        @Argument(help: "The type that remote sources name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let drivers = try await source.drivers(gateway)
                guard let driver = drivers.first(where: { $0.type == name }) else {
                    throw CommandFailure(
                        "there is no driver \(name); there are \(drivers.map(\.type).joined(separator: ", "))")
                }
                try gateway.output.print(
                    driver,
                    columns: [
                        ("type", driver.type), ("config type", driver.configType), ("form", driver.form),
                        ("version", driver.version), ("capabilities", driver.capabilities.joined(separator: ", ")),
                        ("health", driver.health.state), ("last error", driver.health.lastError ?? ""),
                        ("reload error", driver.health.reloadError ?? ""),
                    ].filter { !$0.1.isEmpty })
            }
        }
    }
}

/// Where a command learns which drivers there are.
struct DriverSource: ParsableArguments {
    @Option(name: .long, help: "The drivers that there are, as in plugins.yaml, which is taken when it is there.")
    var plugins: String?

    func drivers(_ gateway: GatewayOptions) async throws -> [Driver] {
        if plugins == nil, gateway.isNamed { return try await gateway.client().drivers() }
        let usual = FileManager.default.fileExists(atPath: "plugins.yaml") ? "plugins.yaml" : nil
        let installed = try await InstalledPlugins(pluginsFile: plugins ?? usual)
        return installed.registry.all.map { registered in
            let summary = DriverSummary(registered)
            return Driver(
                type: summary.type, configType: summary.configType.rawValue, form: summary.form.rawValue,
                version: summary.version, capabilities: summary.capabilities,
                // Those that are processes have just introduced themselves.
                health: .init(state: DriverHealth.State.running.rawValue))
        }
    }
}
