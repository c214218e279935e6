import ArgumentParser
import Foundation

/// `sallyport apply`
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Makes everything what a file or a folder declares; for administrators.",
        discussion: """
            Shows what it will change, then changes it: creates and updates, renames through renamedFrom, and \
            deletes only with --prune, never what holds something. When a change is refused it says which ones are applied and which are not.
            """)

    @OptionGroup var gateway: GatewayOptions

    @Option(name: [.customShort("f"), .customLong("file")], help: "A file of declarations, or a folder of such files.")
    var file: String

    @Flag(name: .long, help: "Delete what the sections of the files do not have.")
    var prune = false

    @Flag(name: .long, help: "Only show what would change.")
    var dryRun = false

    func run() async throws {
        try await Failures.reported {
            let provisioning = Provisioning(
                gateway: try gateway.client(), environment: ProcessInfo.processInfo.environment)
            let plan = try await provisioning.plan(for: try Declarations(at: file), prunes: prune)
            let report = PlanReport(format: gateway.output)
            try report.show(plan)
            if dryRun { return }
            try await provisioning.apply(plan, report: report.say)
        }
    }
}
