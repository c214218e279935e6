import ArgumentParser
import CurlTransport
import Foundation
import GatewayClient
import HTTPTransport
import Validation

/// What every command that talks to a gateway takes.
struct GatewayOptions: ParsableArguments {
    @Option(name: .long, help: "The gateway (SALLYPORT_GATEWAY_URL; http://localhost:8000).")
    var gatewayURL: String?

    @Flag(name: .long, help: "Ask for the token on standard input, instead of SALLYPORT_TOKEN.")
    var token = false

    @Option(name: .long, help: "A file that has the token, instead of SALLYPORT_TOKEN.")
    var tokenFile: String?

    @Option(name: .long, help: "table or json.")
    var output = OutputFormat.table

    func validate() throws {
        if token, tokenFile != nil { throw ValidationError("--token and --token-file: one of the two") }
    }

    /// Whether somebody has said which gateway is meant, or as whom it is asked.
    var isNamed: Bool {
        gatewayURL != nil || token || tokenFile != nil
            || ProcessInfo.processInfo.environment["SALLYPORT_GATEWAY_URL"]?.isEmpty == false
    }

    /// A client for the gateway that is meant.
    ///
    /// - Throws: `CommandFailure` when the URL is none or the token is not there.
    func client() throws(CommandFailure) -> GatewayClient {
        let environment = ProcessInfo.processInfo.environment
        let url = gatewayURL ?? environment["SALLYPORT_GATEWAY_URL"] ?? "http://localhost:8000"
        let base: String
        do throws(Violation) {
            base = try URLRule.normalized(url, at: "--gateway-url")
        } catch {
            throw CommandFailure("the gateway's URL: \(error.message)")
        }
        var secret = environment["SALLYPORT_TOKEN"]
        if let tokenFile { secret = try SecretReference.contents(of: tokenFile) }
        if token { secret = try Terminal.ask("token", isSecret: true) }
        return GatewayClient(
            baseURL: base, token: secret?.isEmpty == false ? secret : nil,
            transport: CurlTransport(configuration: .init(outboundAllow: AddressRange.everywhere)))
    }
}
