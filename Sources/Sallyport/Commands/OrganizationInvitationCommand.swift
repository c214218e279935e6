import ArgumentParser
import GatewayClient

/// `sallyport org invitation`
struct OrganizationInvitationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invitation", abstract: "Invitations to organizations.",
        subcommands: [List.self, Get.self, Create.self, Delete.self, Accept.self, Reject.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists an organization's invitations, by default your own.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String?

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let invitations =
                    organization.map(client.allOrganizationInvitations) ?? client.allOwnInvitations
                try await gateway.output.print(
                    invitations, headings: ["ORGANIZATION", "USER", "ROLE", "ID"]
                ) { [$0.organizationName, $0.userName, $0.role, $0.id] }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows a user's invitation.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var invited: InvitedUser

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().organizationInvitation(of: invited.user, to: invited.organization))
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Invites a user.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var invited: InvitedUser
        @Option(name: .long, help: "What the user becomes: owner or member.") var role = RoleArgument.member

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().createOrganizationInvitation(
                        of: invited.user, to: invited.organization, role: role.rawValue))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Takes an invitation back.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var invited: InvitedUser

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteOrganizationInvitation(of: invited.user, to: invited.organization)
                Terminal.say("took back the invitation of \(invited.user) to \(invited.organization)")
            }
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept", abstract: "Becomes what your invitation says.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().acceptInvitation(to: organization)
                Terminal.say("accepted the invitation to \(organization)")
            }
        }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject", abstract: "Turns your invitation down.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().rejectInvitation(to: organization)
                Terminal.say("rejected the invitation to \(organization)")
            }
        }
    }
}

/// Whose invitation to what.
struct InvitedUser: ParsableArguments {
    @Argument(help: "The organization's name or id.") var organization: String
    @Argument(help: "The user's name or id.") var user: String
}

extension GatewayOptions {
    fileprivate func show(_ invitation: OrganizationInvitation) throws {
        try output.print(
            invitation,
            columns: [
                ("id", invitation.id), ("organization", invitation.organizationName), ("user", invitation.userName),
                ("role", invitation.role),
            ])
    }
}
