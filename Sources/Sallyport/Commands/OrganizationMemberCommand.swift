import ArgumentParser
import GatewayClient

/// `sallyport org member`
struct OrganizationMemberCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "Who belongs to an organization.",
        subcommands: [List.self, Set.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists members.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    gateway.client().allOrganizationMembers(of: organization), headings: ["NAME", "ROLE", "ID"]
                ) { [$0.user.name, $0.role, $0.user.id] }
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Adds a member, or gives one another role.", aliases: ["add"])
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String
        @Argument(help: "The user's name or id.") var user: String
        @Option(name: .long, help: "owner or member.") var role = RoleArgument.member

        func run() async throws {
            try await Failures.reported {
                let member = try await gateway.client().setOrganizationMember(
                    user, of: organization, role: role.rawValue)
                try gateway.output.print(
                    member,
                    columns: [("organization", organization), ("user", member.user.name), ("role", member.role)])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Takes a member out; members may take themselves out.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String
        @Argument(help: "The user's name or id.") var user: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().removeOrganizationMember(user, of: organization)
                Terminal.say("removed \(user) from \(organization)")
            }
        }
    }
}
