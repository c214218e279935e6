import ArgumentParser
import Foundation
import GatewayClient

/// How a person proves who they are at a forge.
struct ForgeLoginOptions: ParsableArguments {
    @Option(name: .long, help: "The login name at the forge, for sources with passwords.") var loginName: String?

    @Option(name: .long, help: "A file that has the password (or SALLYPORT_PASSWORD); otherwise it is asked for.")
    var passwordFile: String?

    @Flag(name: .long, help: "Ask for a one-time password too, for accounts with two factors.")
    var oneTimePassword = false

    /// Signs in: with a password when the remote source wants one, in a browser when it has OAuth2.
    func signIn(
        through client: GatewayClient,
        _ start: (ForgeLogin?, _ loopbackPort: Int?) async throws(GatewayClientError) -> SignIn
    ) async throws -> SignIn {
        if loginName != nil { return try await start(try login(), nil) }
        do {
            return try await BrowserSignIn(client: client).run { port throws(GatewayClientError) in
                try await start(nil, port)
            }
        } catch let error as GatewayClientError where error.code == "missingCredentials" {
            return try await start(try login(), nil)
        }
    }

    private func login() throws(CommandFailure) -> ForgeLogin {
        let name: String = if let loginName { loginName } else { try Terminal.ask("login name at the forge") }
        let password: String
        if let passwordFile {
            password = try SecretReference.contents(of: passwordFile)
        } else if let given = ProcessInfo.processInfo.environment["SALLYPORT_PASSWORD"], !given.isEmpty {
            password = given
        } else {
            password = try Terminal.ask("password at the forge", isSecret: true)
        }
        let code: String? = if oneTimePassword { try Terminal.ask("one-time password", isSecret: true) } else { nil }
        return ForgeLogin(name: name, password: password, oneTimePassword: code)
    }
}
