import ArgumentParser
import GatewayClient

/// `sallyport maintenance generation`
struct GenerationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generation", abstract: "Looks at what imports have left, and deletes it; for administrators.",
        discussion: """
            An import makes a new generation of all data, and the one before stays. It can be deleted at any time; the one \
            that is served can't.
            """,
        subcommands: [List.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Shows all generations, and which one is served.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    try await gateway.client().generations().async, headings: ["number", "served", "bytes", "time"]
                ) { generation in
                    [
                        String(generation.number), generation.isCurrent ? "yes" : "no",
                        generation.bytes.map { String($0) } ?? "", generation.time ?? "",
                    ]
                }
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Deletes a generation that is not served any more.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Its number.") var number: Int

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteGeneration(number)
                Terminal.say("deleted generation \(number)")
            }
        }
    }
}
