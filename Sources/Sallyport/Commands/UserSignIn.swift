import ArgumentParser
import GatewayClient

extension UserCommand {
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "register", abstract: "Registers a user through a remote source.",
            discussion: "Asks for a password, or prints the page to open in a browser and waits for it to be done.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var login: ForgeLoginOptions
        @Option(name: .customLong("username"), help: "The wanted name.") var userName: String
        @Option(name: .long, help: "The remote source's name.") var remoteSource: String

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let outcome = try await login.signIn(through: client) { login, port throws(GatewayClientError) in
                    try await client.register(
                        userName: userName, remoteSource: remoteSource, login: login, loopbackPort: port)
                }
                guard case .registered(let user) = outcome else {
                    throw CommandFailure("the gateway did something else")
                }
                try gateway.output.print(user, columns: [("id", user.id), ("name", user.name)])
            }
        }
    }

    struct Login: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "login", abstract: "Logs in through a remote source, and prints the session's token.",
            discussion: "export SALLYPORT_TOKEN=$(sallyport user login --remote-source gitea)")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var login: ForgeLoginOptions
        @Option(name: .long, help: "The remote source's name.") var remoteSource: String

        private struct Body: Encodable {
            let user: User
            let token: String
        }

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                let outcome = try await login.signIn(through: client) { login, port throws(GatewayClientError) in
                    try await client.login(remoteSource: remoteSource, login: login, loopbackPort: port)
                }
                guard case .loggedIn(let user, let token) = outcome else {
                    throw CommandFailure("the gateway did something else")
                }
                if gateway.output == .json {
                    return try gateway.output.print(Body(user: user, token: token), columns: [])
                }
                Terminal.say("logged in as \(user.name)")
                Terminal.write(token + "\n")
            }
        }
    }
}
