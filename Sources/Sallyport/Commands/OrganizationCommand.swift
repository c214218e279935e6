import ArgumentParser
import GatewayClient

/// `sallyport org`
struct OrganizationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "org", abstract: "Organizations, their members, invitations and connections.",
        subcommands: [
            List.self, Get.self, Create.self, Update.self, Delete.self, OrganizationMemberCommand.self,
            OrganizationInvitationCommand.self, ConnectionCommand.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the public organizations; administrators see all.")
        @OptionGroup var gateway: GatewayOptions
        @Flag(name: .long, help: "Your own instead, with what you are there.") var mine = false

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                if mine {
                    try await gateway.output.print(
                        client.allOwnOrganizations, headings: ["NAME", "VISIBILITY", "ROLE", "ID"]
                    ) { [$0.organization.name, $0.organization.visibility, $0.role, $0.organization.id] }
                } else {
                    try await gateway.output.print(
                        client.allOrganizations, headings: ["NAME", "VISIBILITY", "ID"]
                    ) { [$0.name, $0.visibility, $0.id] }
                }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows an organization.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String

        func run() async throws {
            try await Failures.reported { try gateway.show(try await gateway.client().organization(ref)) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Creates an organization; the user who does owns it.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The name.") var name: String
        @Option(name: .long, help: "public or private.") var visibility = VisibilityArgument.private

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().createOrganization(name, visibility: visibility.rawValue))
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Renames an organization, or changes who sees it.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String
        @Option(name: .long, help: "A new name.") var name: String?
        @Option(name: .long, help: "public or private.") var visibility: VisibilityArgument?

        func validate() throws {
            if name == nil, visibility == nil { throw ValidationError("nothing to change: --name, --visibility") }
        }

        func run() async throws {
            try await Failures.reported {
                try gateway.show(
                    try await gateway.client().updateOrganization(ref, name: name, visibility: visibility?.rawValue))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Deletes an organization with its members and invitations.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String
        @Flag(name: .long, help: "Everything in it goes too.") var cascade = false

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteOrganization(ref, cascade: cascade)
                Terminal.say("deleted organization \(ref)")
            }
        }
    }
}

extension GatewayOptions {
    fileprivate func show(_ organization: Organization) throws {
        try output.print(
            organization,
            columns: [("id", organization.id), ("name", organization.name), ("visibility", organization.visibility)])
    }
}
