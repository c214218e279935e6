import ArgumentParser
import GatewayClient

/// What projects that are gone left at forges.
extension ProjectCommand {
    struct Cleanups: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cleanups", abstract: "Lists what projects that are gone left at forges; for administrators.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    gateway.client().allForgeCleanups(),
                    headings: ["PROJECT", "REPOSITORY", "KEY", "WEBHOOK", "TRIES", "NEXT", "ID", "MESSAGE"]
                ) {
                    [
                        $0.projectPath, $0.repositoryPath, $0.deployKeyID, $0.webhookID, String($0.attempts),
                        $0.isAbandoned ? "never" : $0.lookTime, $0.id, $0.message,
                    ]
                }
            }
        }
    }

    struct DismissCleanup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dismiss-cleanup", abstract: "Takes a cleanup off the list; for administrators.",
            discussion: """
                Nobody tries it any more, and what is left at the forge stays there: key and webhook of a project that is \
                gone do nothing, and can be removed there by hand.
                """)
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The id, as cleanups lists it.") var id: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().dismissForgeCleanup(id)
                Terminal.say("dismissed the cleanup \(id)")
            }
        }
    }
}
