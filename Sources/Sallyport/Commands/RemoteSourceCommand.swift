import ArgumentParser
import GatewayClient

/// `sallyport remotesource`
struct RemoteSourceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remotesource", abstract: "Lists and changes remote sources.",
        subcommands: [List.self, Get.self, Create.self, Update.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the remote sources; administrators see all settings.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                do {
                    try await details(client)
                } catch let error as GatewayClientError where error.status == 401 || error.status == 403 {
                    try await gateway.output.print(
                        client.allRemoteSources, headings: ["NAME", "AUTH", "REGISTRATION", "LOGIN", "ID"]
                    ) { source in
                        [
                            source.name, source.authType, source.registrationEnabled ? "yes" : "no",
                            source.loginEnabled ? "yes" : "no", source.id,
                        ]
                    }
                }
            }
        }

        private func details(_ client: GatewayClient) async throws {
            try await gateway.output.print(
                client.allRemoteSourceDetails,
                headings: ["NAME", "TYPE", "API URL", "AUTH", "REGISTRATION", "LOGIN", "ID"]
            ) { source in
                [
                    source.name, source.type, source.apiURL, source.authType,
                    source.registrationEnabled ? "yes" : "no", source.loginEnabled ? "yes" : "no", source.id,
                ]
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Shows a remote source, without its secret.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                let source = try await gateway.client().remoteSourceDetails(ref)
                try gateway.output.print(
                    source,
                    columns: [
                        ("id", source.id), ("name", source.name), ("type", source.type), ("apiURL", source.apiURL),
                        ("auth", source.authType), ("clientID", source.clientID),
                        ("secret fingerprint", source.clientSecretFingerprint),
                        ("registrationEnabled", "\(source.registrationEnabled)"),
                        ("loginEnabled", "\(source.loginEnabled)"), ("skipVerify", "\(source.skipVerify)"),
                        ("sshHostKey", source.sshHostKey), ("skipSSHHostKeyCheck", "\(source.skipSSHHostKeyCheck)"),
                    ])
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Creates a remote source.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var settings: RemoteSourceOptions
        @Option(name: .long, help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let created = try await gateway.client().createRemoteSource(try settings.request(name: name))
                try gateway.output.print(created, columns: [("id", created.id), ("name", created.name)])
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Changes a remote source: what is not given stays as it is.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var settings: RemoteSourceOptions
        @Argument(help: "Name or id.") var ref: String
        @Option(name: .long, help: "A new name.") var name: String?

        func run() async throws {
            try await Failures.reported {
                let updated = try await gateway.client().updateRemoteSource(ref, try settings.request(name: name))
                try gateway.output.print(updated, columns: [("id", updated.id), ("name", updated.name)])
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Deletes a remote source that no linked account uses.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteRemoteSource(ref)
                Terminal.say("deleted remote source \(ref)")
            }
        }
    }
}
