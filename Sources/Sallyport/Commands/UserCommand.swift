import ArgumentParser
import GatewayClient

/// `sallyport user`
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Registers, logs in, and looks after users.",
        subcommands: [
            Register.self, Login.self, List.self, Get.self, Create.self, Delete.self, UserTokenCommand.self,
            LinkedAccountCommand.self, RemoteRepositories.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the users; for administrators.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    gateway.client().allUsers, headings: ["NAME", "ACCOUNTS", "TOKENS", "ID"]
                ) { user in
                    [
                        user.name, (user.linkedAccounts ?? []).map(\.remoteUserName).joined(separator: ", "),
                        (user.tokenNames ?? []).joined(separator: ", "), user.id,
                    ]
                }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Shows a user, by default the token's own.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String?

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let user = if let ref { try await client.user(ref) } else { try await client.currentUser() }
                try gateway.output.print(
                    user,
                    columns: [
                        ("id", user.id), ("name", user.name),
                        ("tokens", (user.tokenNames ?? []).joined(separator: ", ")),
                        (
                            "linked accounts",
                            (user.linkedAccounts ?? []).map { "\($0.remoteUserName) (\($0.id))" }.joined(
                                separator: ", ")
                        ),
                    ])
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Creates a user without an account at a forge; for administrators.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let user = try await gateway.client().createUser(name)
                try gateway.output.print(user, columns: [("id", user.id), ("name", user.name)])
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Deletes a user with tokens, accounts and memberships; for administrators."
        )
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String
        @Flag(name: .long, help: "The user's project groups and projects go too.") var cascade = false

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteUser(ref, cascade: cascade)
                Terminal.say("deleted user \(ref)")
            }
        }
    }

    struct RemoteRepositories: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remoterepos", abstract: "Lists what your account at a forge can see, over all pages.")
        @OptionGroup var gateway: GatewayOptions
        @Option(name: .long, help: "Name or id.") var remoteSource: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    gateway.client().allRemoteRepositories(of: remoteSource), headings: ["ID", "PATH"]
                ) { [$0.id, $0.path] }
            }
        }
    }
}
