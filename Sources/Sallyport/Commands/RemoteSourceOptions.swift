import ArgumentParser
import Foundation
import GatewayClient

/// The settings of a remote source.
struct RemoteSourceOptions: ParsableArguments {
    @Option(name: .long, help: "The driver's type, such as gitea.") var type: String?
    @Option(name: .customLong("api-url"), help: "The forge's root URL.") var apiURL: String?
    @Option(name: .long, help: "password or oauth2, or token for one that connections alone use.") var authType: String?
    @Option(name: .customLong("client-id"), help: "The OAuth2 client id.") var clientID: String?

    @Option(name: .long, help: "A file that has the OAuth2 client secret (or SALLYPORT_CLIENT_SECRET).")
    var clientSecretFile: String?

    @Flag(name: .long, inversion: .prefixedEnableDisable, help: "Whether people register through it.")
    var registration: Bool?

    @Flag(name: .long, inversion: .prefixedEnableDisable, help: "Whether people log in through it.")
    var login: Bool?

    @Flag(name: .long, inversion: .prefixedNo, help: "Whether the forge's certificate is not checked.")
    var skipVerify: Bool?

    @Option(name: .long, help: "The forge's SSH host key, as a line of known_hosts.") var sshHostKey: String?

    @Flag(name: .customLong("skip-ssh-host-key-check"), inversion: .prefixedNo, help: "Whether it is not checked.")
    var skipSSHHostKeyCheck: Bool?

    func request(name: String?) throws(CommandFailure) -> RemoteSourceRequest {
        var secret = ProcessInfo.processInfo.environment["SALLYPORT_CLIENT_SECRET"]
        if let clientSecretFile { secret = try SecretReference.contents(of: clientSecretFile) }
        return RemoteSourceRequest(
            name: name, apiURL: apiURL, type: type, authType: authType, clientID: clientID, clientSecret: secret,
            skipVerify: skipVerify, sshHostKey: sshHostKey, skipSSHHostKeyCheck: skipSSHHostKeyCheck,
            registrationEnabled: registration, loginEnabled: login)
    }
}
