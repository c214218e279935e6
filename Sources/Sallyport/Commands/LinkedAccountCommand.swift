import ArgumentParser
import GatewayClient

/// `sallyport user linkedaccount`
struct LinkedAccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linkedaccount", abstract: "Accounts at forges.",
        subcommands: [Create.self, List.self, Delete.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Links an account at a remote source to yourself.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var login: ForgeLoginOptions
        @Option(name: .long, help: "The remote source's name.") var remoteSource: String

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let user = try await client.currentUser().id
                let outcome = try await login.signIn(through: client) { login, port throws(GatewayClientError) in
                    try await client.link(user: user, remoteSource: remoteSource, login: login, loopbackPort: port)
                }
                guard case .linked(let account) = outcome else {
                    throw CommandFailure("the gateway did something else")
                }
                try gateway.output.print(
                    account, columns: [("id", account.id), ("remote user", account.remoteUserName)])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists a user's accounts at forges.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var owner: UserOption

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let accounts = try await client.linkedAccounts(of: try await owner.ref(client))
                try await gateway.output.print(
                    accounts.async, headings: ["ID", "REMOTE USER", "REMOTE SOURCE", "NEEDS LOGIN"]
                ) { [$0.id, $0.remoteUserName, $0.remoteSourceID, $0.needsLogin ? "yes" : "no"] }
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Unlinks an account.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var owner: UserOption
        @Argument(help: "The linked account's id.") var id: String

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await client.deleteLinkedAccount(of: try await owner.ref(client), id: id)
                Terminal.say("unlinked account \(id)")
            }
        }
    }
}
