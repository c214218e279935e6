import ArgumentParser
import GatewayClient

/// `sallyport org connection`
struct ConnectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Connections to forges that organizations own.",
        discussion: "A project that uses one does not depend on one person.",
        subcommands: [List.self, Get.self, Create.self, Update.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists an organization's connections.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The organization's name or id.") var organization: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    try gateway.client().allConnections(of: organization),
                    headings: ["NAME", "TYPE", "ACCOUNT", "EXPIRES", "STATE", "ID"]
                ) { [$0.name, $0.type, $0.remoteUserName, $0.expiresAt ?? "", $0.state, $0.id] }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows a connection.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var named: NamedConnection

        func run() async throws {
            try await Failures.reported {
                try gateway.show(try await gateway.client().connection(named.name, of: named.organization))
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Adds a connection: an access token, or an app that is installed.",
            discussion: """
                The forge is asked whose token it is, or for the app's installation, before anything is recorded. With \
                --app-id it is an app.
                """)
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var named: NamedConnection
        @OptionGroup var settings: ConnectionOptions
        @Option(name: .long, help: "The remote source's name or id.") var remoteSource: String

        func run() async throws {
            try await Failures.reported {
                var request = try settings.request()
                request.name = named.name
                request.remoteSourceName = remoteSource
                request.type = settings.appID == nil ? "token" : "app"
                try gateway.show(try await gateway.client().createConnection(of: named.organization, request))
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Changes a connection: what is not given stays as it is.",
            discussion: "A new token or key has its own --expires.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var named: NamedConnection
        @OptionGroup var settings: ConnectionOptions
        @Option(name: .long, help: "A new name.") var rename: String?

        func run() async throws {
            try await Failures.reported {
                var request = try settings.request()
                request.name = rename
                guard request != ConnectionRequest() else { throw ValidationError("nothing to change") }
                try gateway.show(
                    try await gateway.client().updateConnection(named.name, of: named.organization, request))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Deletes a connection that no project uses.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var named: NamedConnection

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteConnection(named.name, of: named.organization)
                Terminal.say("deleted connection \(named.name) of \(named.organization)")
            }
        }
    }
}

/// Which connection of which organization.
struct NamedConnection: ParsableArguments {
    @Argument(help: "The organization's name or id.") var organization: String
    @Argument(help: "The connection's name.") var name: String
}

extension Connection {
    fileprivate var state: String { needsToken ? "needs a new \(type == "app" ? "key" : "token")" : "" }
}

extension GatewayOptions {
    fileprivate func show(_ connection: Connection) throws {
        try output.print(
            connection,
            columns: [
                ("id", connection.id), ("name", connection.name), ("type", connection.type),
                ("remote source", connection.remoteSourceID), ("account", connection.remoteUserName),
                ("fingerprint", connection.secretFingerprint), ("expires", connection.expiresAt ?? ""),
                ("state", connection.state),
            ])
    }
}
