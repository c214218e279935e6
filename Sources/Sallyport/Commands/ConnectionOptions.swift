import ArgumentParser
import Foundation
import GatewayClient

/// What a connection proves itself with. Tokens and keys are in files, in the environment, or asked for; never an argument.
struct ConnectionOptions: ParsableArguments {
    @Flag(name: .long, help: "Ask for the access token.") var accessToken = false
    @Option(name: .long, help: "A file that has the access token (or SALLYPORT_CONNECTION_TOKEN).")
    var accessTokenFile: String?

    @Option(name: .customLong("app-id"), help: "The app's id or client id at the forge.") var appID: String?

    @Option(name: .long, help: "The organization or person at the forge in whose account the app is installed.")
    var installationAccount: String?

    @Option(name: .long, help: "A file that has the app's private key (or SALLYPORT_CONNECTION_KEY).")
    var keyFile: String?

    @Option(name: .long, help: "When the token or key expires: 2027-01-31, or a time as in RFC 3339.")
    var expires: String?

    func validate() throws {
        if accessToken, accessTokenFile != nil {
            throw ValidationError("--access-token and --access-token-file: one of the two")
        }
    }

    /// What the options say, but for name, remote source and type.
    func request() throws(CommandFailure) -> ConnectionRequest {
        let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
        var request = ConnectionRequest(
            accessToken: environment["SALLYPORT_CONNECTION_TOKEN"],
            expiresAt: expires.map { $0.contains("T") ? $0 : "\($0)T00:00:00Z" })
        if let accessTokenFile { request.accessToken = try SecretReference.contents(of: accessTokenFile) }
        if accessToken { request.accessToken = try Terminal.ask("access token", isSecret: true) }
        request.appID = appID
        request.installationAccount = installationAccount
        request.appPrivateKey = environment["SALLYPORT_CONNECTION_KEY"]
        if let keyFile { request.appPrivateKey = try SecretReference.contents(of: keyFile) + "\n" }
        return request
    }
}
