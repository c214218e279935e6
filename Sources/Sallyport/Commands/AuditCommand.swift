import ArgumentParser
import GatewayClient

/// `sallyport audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Shows who changed what.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists changes, the newest first, as far back as the log goes.",
            discussion: """
                Administrators see all of them; with --user a user sees what happened to what is theirs, with --org, \
                --project-group and --project an owner what happened to it and in it.
                """)
        @OptionGroup var gateway: GatewayOptions
        @Option(name: .long, help: "What was changed: remotesource, user, linkedaccount, usertoken, session …")
        var kind: String?
        @Option(name: .long, help: "The id of what was changed.") var object: String?
        @Option(name: .long, help: "Who changed it: a user's name or id, admin, anonymous or client.")
        var actor: String?
        @Option(name: .long, help: "A user's name or id: only what happened to them and what is theirs.")
        var user: String?
        @Option(name: .long, help: "An organization's name or id.") var org: String?
        @Option(name: .long, help: "A project group's path or id.") var projectGroup: String?
        @Option(name: .long, help: "A project's path or id.") var project: String?
        @Option(name: .long, help: "The most changes to list.") var limit: Int?

        func validate() throws {
            let places = [user, org, projectGroup, project].count { $0 != nil }
            if places > 1 { throw ValidationError("--user, --org, --project-group and --project: one of them") }
            if places == 1, kind != nil || object != nil || actor != nil {
                throw ValidationError("--kind, --object and --actor go without a user or an object")
            }
            if let limit, limit < 1 { throw ValidationError("--limit: at least 1") }
        }

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    entries(try gateway.client()).prefix(limit ?? .max),
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

        private func entries(_ client: GatewayClient) -> Items<AuditEntry> {
            if let user { return client.allAudit(of: user) }
            if let org { return client.allAudit(of: .organization(org)) }
            if let projectGroup { return client.allAudit(of: .projectGroup(projectGroup)) }
            if let project { return client.allAudit(of: .project(project)) }
            return client.allAudit(AuditFilter(kind: kind, object: object, actor: actor))
        }
    }
}
