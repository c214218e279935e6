import ArgumentParser
import GatewayClient

/// `sallyport project deliveries`
struct ProjectDeliveriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "What forges delivered for a project, and whether the sinks have it.",
        subcommands: [List.self, Show.self, Redeliver.self, Refused.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists a project's deliveries, the newest first.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Option(name: .long, help: "What happened: push, tag, pullRequest, ping …") var kind: String?
        @Option(name: .long, help: "What became of it when it came: accepted, ignored or unreadable.")
        var verdict: String?
        @Option(name: .long, help: "Where it is: waiting, delivered, parked, or kept when no sink wants it.")
        var state: String?
        @Option(name: .long, help: "The most deliveries to list.") var limit: Int?

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit: at least 1") }
        }

        func run() async throws {
            try await Failures.reported {
                let filter = DeliveryFilter(kind: kind, verdict: verdict, state: state)
                try await gateway.output.print(
                    try gateway.client().allDeliveries(of: project, filter).prefix(limit ?? .max),
                    headings: ["TIME", "KIND", "VERDICT", "STATE", "BYTES", "ID"]
                ) { delivery in
                    [
                        delivery.receivedTime, delivery.kind ?? "", delivery.verdict, delivery.state,
                        "\(delivery.bodyBytes)", delivery.id,
                    ]
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows a delivery and each attempt at each sink.",
            discussion: "With --output json it has the header fields, the body and the event too.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Argument(help: "The delivery's id.") var id: String

        func run() async throws {
            try await Failures.reported {
                let details = try await gateway.client().delivery(id, of: project)
                let delivery = details.delivery
                let attempts = details.sinks.flatMap { sink in
                    [("sink \(sink.name)", "\(sink.state), attempts: \(sink.attemptCount)")]
                        + sink.attempts.map { attempt in
                            let status = attempt.status.map { " status \($0)" } ?? ""
                            let outcome = attempt.error.map { "failed:\(status) \($0)" } ?? "taken"
                            return ("  \(attempt.time)", "\(outcome), \(attempt.durationMilliseconds) ms")
                        }
                }
                try gateway.output.print(
                    details,
                    columns: [
                        ("id", delivery.id), ("received", delivery.receivedTime), ("kind", delivery.kind ?? ""),
                        ("verdict", delivery.verdict), ("reason", delivery.reason), ("state", delivery.state),
                        ("forge's id", delivery.forgeDeliveryID), ("recovered", delivery.recovered ? "yes" : "no"),
                        ("body", "\(delivery.bodyBytes) bytes"),
                    ] + attempts)
            }
        }
    }

    struct Redeliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "redeliver", abstract: "Brings a delivery to its sinks again.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Argument(help: "The delivery's id.") var id: String
        @Option(name: .long, help: "One sink; all that have wanted it when left out.") var sink: String?

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().redeliver(id, of: project, to: sink)
            }
        }
    }

    struct Refused: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "refused", abstract: "Shows what was refused since the gateway started, and why.",
            discussion: """
                notGenuine: the signature is missing, or of another secret or body. otherRepository: it is about \
                another repository than the project's. tooLarge: its body is larger than 25 MiB.
                """)
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String

        func run() async throws {
            try await Failures.reported {
                let refused = try await gateway.client().refusedDeliveries(of: project)
                try gateway.output.print(
                    refused,
                    columns: [("refused", "\(refused.count)")] + refused.last.map { ($0.time, $0.reason) })
            }
        }
    }
}
