import ArgumentParser
import GatewayClient

/// `sallyport secret`
struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Secrets of projects and project groups; their data never comes back.",
        subcommands: [List.self, Get.self, Create.self, Update.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists secrets.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @OptionGroup var list: TreeOptions

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    try gateway.client().allSecrets(
                        of: holder.parent, tree: list.tree, removingOverridden: list.removeOverridden),
                    headings: ["NAME", "PLACE", "KEYS"]
                ) { [$0.name, $0.parentPath, $0.keys.joined(separator: " ")] }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Shows everything about a secret but its data.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                try SecretCommand.show(try await gateway.client().secret(name, of: holder.parent), gateway.output)
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Creates a secret.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @OptionGroup var data: SecretDataOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                guard let data = try data.data() else {
                    throw CommandFailure("a secret needs data: see --data-file, --key-file, --key-env and --key")
                }
                let request = SecretRequest(name: name, type: "internal", data: data)
                try SecretCommand.show(
                    try await gateway.client().createSecret(of: holder.parent, request), gateway.output)
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Renames a secret, or replaces all of its data.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @OptionGroup var data: SecretDataOptions
        @Option(name: .customLong("name"), help: "Its new name.") var newName: String?
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let request = SecretRequest(name: newName, data: try data.data())
                try SecretCommand.show(
                    try await gateway.client().updateSecret(name, of: holder.parent, request), gateway.output)
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Deletes a secret that no variable gets.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions

        @Flag(
            name: .long,
            help: "Give variables the one of its name further up when it has the keys, and delete the others.")
        var cascade = false

        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteSecret(name, of: holder.parent, cascade: cascade)
                Terminal.say("deleted secret \(name)")
            }
        }
    }

    static func show(_ secret: Secret, _ output: OutputFormat) throws {
        try output.print(
            secret,
            columns: [
                ("id", secret.id), ("name", secret.name), ("place", secret.parentPath),
                ("keys", secret.keys.joined(separator: " ")), ("fingerprint", secret.dataFingerprint),
            ])
    }
}
