import ArgumentParser
import Foundation

/// `sallyport apply`
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Makes the remote sources what a file declares.",
        discussion: """
            Shows what it will change, then changes it: updates in place by name, renames through renamedFrom, and \
            deletes only with --prune. When a change is refused it says which ones are applied and which are not.
            """)

    @OptionGroup var gateway: GatewayOptions

    @Option(name: [.customShort("f"), .customLong("file")], help: "The file of remote sources.")
    var file: String

    @Flag(name: .long, help: "Delete the remote sources that the file does not have.")
    var prune = false

    @Flag(name: .long, help: "Only show what would change.")
    var dryRun = false

    func run() async throws {
        try await Failures.reported {
            let provisioning = Provisioning(
                gateway: try gateway.client(), environment: ProcessInfo.processInfo.environment)
            let plan = try await provisioning.plan(for: try RemoteSourceDeclarations(file: file), prunes: prune)
            let report = PlanReport(format: gateway.output)
            try report.show(plan)
            if dryRun { return }
            try await provisioning.apply(plan, report: report.say)
        }
    }
}
