import ArgumentParser
import GatewayClient

/// `sallyport project status`
struct ProjectStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Commit statuses of a project, reported to its forge.",
        subcommands: [List.self, Create.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists what waits, was sent or failed, the newest first.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Option(name: .long, help: "The most statuses to list.") var limit: Int?

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit: at least 1") }
        }

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    try gateway.client().allCommitStatuses(of: project).prefix(limit ?? .max),
                    headings: ["TIME", "COMMIT", "CONTEXT", "STATE", "OUTCOME", "ATTEMPTS", "ERROR"]
                ) { status in
                    [
                        status.creationTime, String(status.sha.prefix(12)), status.context, status.state,
                        status.outcome, String(status.attempts), status.error,
                    ]
                }
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Reports a state for a commit. It is sent as soon as the forge takes it.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Argument(help: "The full commit id.") var sha: String
        @Argument(help: "pending, running, success, failure, error or cancelled.") var state: String
        @Option(name: .long, help: "Which check this is about, such as ci/build.") var context: String
        @Option(name: .long, help: "One line for people.") var description: String?
        @Option(name: .long, help: "Where people find more.") var targetURL: String?
        @Option(name: .long, help: "The branch or tag, for forges that keep statuses by it.") var ref: String?

        func run() async throws {
            try await Failures.reported {
                let request = CommitStatusRequest(
                    sha: sha, state: state, context: context, description: description, targetURL: targetURL, ref: ref)
                let taken = try await gateway.client().createCommitStatus(of: project, request)
                try gateway.output.print(
                    taken, columns: [("id", taken.id), ("context", taken.context), ("outcome", taken.outcome)])
            }
        }
    }
}
