import ArgumentParser
import GatewayClient

/// `sallyport user token`
struct UserTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "API tokens.", subcommands: [Create.self, List.self, Delete.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Creates an API token and prints it: it is shown this once.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var owner: UserOption
        @Argument(help: "The token's name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let token = try await client.createUserToken(for: try await owner.ref(client), name: name)
                if gateway.output == .json { return try gateway.output.print(["token": token], columns: []) }
                Terminal.write(token + "\n")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the names of API tokens.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var owner: UserOption

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let names = try await client.userTokens(of: try await owner.ref(client))
                try await gateway.output.print(names.async, headings: ["NAME"]) { [$0] }
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes an API token.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var owner: UserOption
        @Argument(help: "The token's name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                try await client.deleteUserToken(of: try await owner.ref(client), name: name)
                Terminal.say("deleted token \(name)")
            }
        }
    }
}
