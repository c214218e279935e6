import ArgumentParser
import GatewayClient

/// `sallyport audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Shows who changed what.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists changes, the newest first, as far back as the log goes.",
            discussion: "Administrators see all of them; with --user a user sees what happened to what is theirs.")
        @OptionGroup var gateway: GatewayOptions
        @Option(name: .long, help: "What was changed: remotesource, user, linkedaccount, usertoken, session …")
        var kind: String?
        @Option(name: .long, help: "The id of what was changed.") var object: String?
        @Option(name: .long, help: "Who changed it: a user's name or id, admin, anonymous or client.")
        var actor: String?
        @Option(name: .long, help: "A user's name or id: only what happened to them and what is theirs.")
        var user: String?
        @Option(name: .long, help: "The most changes to list.") var limit: Int?

        func validate() throws {
            if user != nil, kind != nil || object != nil || actor != nil {
                throw ValidationError("--user goes without --kind, --object and --actor")
            }
            if let limit, limit < 1 { throw ValidationError("--limit: at least 1") }
        }

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let entries =
                    if let user { client.allAudit(of: user) } else {
                        client.allAudit(AuditFilter(kind: kind, object: object, actor: actor))
                    }
                try await gateway.output.print(
                    entries.prefix(limit ?? .max),
                    headings: ["TIME", "WHO", "FROM", "WHAT", "REF", "FIELDS", "REQUEST"]
                ) { entry in
                    [
                        entry.time, entry.actor.name ?? entry.actor.type, entry.clientAddress,
                        "\(entry.operation) \(entry.kind)", entry.ref,
                        entry.operation == "update" ? entry.changes.map(\.name).joined(separator: ", ") : "",
                        entry.requestID,
                    ]
                }
            }
        }
    }
}
