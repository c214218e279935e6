import ArgumentParser
import Foundation

/// `sallyport diff`
struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows what apply would change.",
        discussion: "Ends with 0 when nothing would change, and with 2 when something would.")

    @OptionGroup var gateway: GatewayOptions

    @Option(name: [.customShort("f"), .customLong("file")], help: "A file of declarations, or a folder of such files.")
    var file: String

    @Flag(name: .long, help: "Count what the sections of the files do not have as differences.")
    var prune = false

    func run() async throws {
        try await Failures.reported {
            let provisioning = Provisioning(
                gateway: try gateway.client(), environment: ProcessInfo.processInfo.environment)
            let plan = try await provisioning.plan(for: try Declarations(at: file), prunes: prune)
            try PlanReport(format: gateway.output).show(plan)
            if !plan.steps.isEmpty { throw ExitCode(2) }
        }
    }
}
