import CurlTransport
import ForgeSimulator
import Foundation
import GatewayClient
import HTTPTransport
import Logging
import NIOCore
import NIOPosix
import ServiceKit
import ServiceLifecycle

/// A simulated forge, a gateway and a configstore, and somebody who wants to know what happens, on loopback, with data that
/// is gone afterwards.
struct DemoInstallation {
    static let declarationsFile = "examples/remotesources.yaml"
    static let clientSecretVariable = "SALLYPORT_DEMO_CLIENT_SECRET"
    static let people = ["alice", "bob", "carol"].map { ($0, "\($0)-password") }
    /// Three pages of the forge's.
    static let repositoryCount = 120

    let forge: ForgeSimulator
    let sink: DemoSink
    let composition: Composition
    let forgeURL: String
    let gatewayURL: String
    let adminToken = Composition.randomToken()
    let clientSecret = Composition.randomToken()
    let dataDirectory: String
    let transport = CurlTransport(configuration: .init(outboundAllow: AddressRange.everywhere))

    init() async throws {
        dataDirectory = FileManager.default.temporaryDirectory
            .appending(path: "sallyport-demo-\(UUID().uuidString)").path()
        let forgeAddress = try await Self.address(preferredPort: 3000)
        let gatewayAddress = try await Self.address(preferredPort: 8000)
        (forgeURL, gatewayURL) = ("http://\(forgeAddress)", "http://\(gatewayAddress)")
        forge = ForgeSimulator(
            configuration: .init(listen: forgeAddress, rootURL: forgeURL, webhooks: transport),
            logger: Self.quiet("forge"))
        sink = DemoSink(address: try await Self.address(preferredPort: 0), logger: Self.quiet("sink"))
        composition = try await Composition(
            ServeConfiguration(
                file: try Self.configuration(of: sink, in: dataDirectory),
                flags: .init(listen: gatewayAddress.description, dataDirectory: dataDirectory),
                environment: [
                    "SALLYPORT_ADMIN_TOKEN": adminToken, "SALLYPORT_GATEWAY_WEB_URL": gatewayURL,
                    "SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8", DemoSink.secretVariable: sink.secret,
                ]),
            logger: Self.quiet)
        fillForge()
    }

    var services: [ServiceGroupConfiguration.ServiceConfiguration] {
        [Composition.named("forge", forge), Composition.named("sink", sink)] + composition.services
    }

    /// The demo's own environment, in which the declarations' secret is.
    var environment: [String: String] { [Self.clientSecretVariable: clientSecret] }

    func client(token: String?) -> GatewayClient {
        GatewayClient(baseURL: gatewayURL, token: token, transport: transport)
    }

    func remove() {
        transport.shutdown()
        try? FileManager.default.removeItem(atPath: dataDirectory)
    }

    /// Writes a `sallyport.yaml` that names the sink.
    private static func configuration(of sink: DemoSink, in directory: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = directory + "/sallyport.yaml"
        try """
        gateway:
          sinks:
            - {name: demo, type: cloudevents, url: "http://\(sink.address)/", secretFrom: {env: \(DemoSink.secretVariable)}}

        """.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    private func fillForge() {
        for (name, password) in Self.people { forge.state.addUser(name, password: password) }
        for number in 1...Self.repositoryCount {
            forge.state.addRepository("project-\(number)", owner: "alice", isPrivate: number % 3 == 0)
        }
        forge.state.addOAuth2Application(
            "Sallyport demo", clientID: "sallyport-demo", clientSecret: clientSecret,
            redirectURIs: [gatewayURL + "/oauth2/callback"])
    }

    /// The usual port when nobody has it, otherwise any.
    private static func address(preferredPort: Int) async throws -> ListenAddress {
        for port in [preferredPort, 0] {
            let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            guard let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get() else { continue }
            let free = channel.localAddress?.port
            try await channel.close()
            if let free { return ListenAddress(host: "127.0.0.1", port: free) }
        }
        throw CommandFailure("no port is free on 127.0.0.1")
    }

    /// Only what went wrong.
    private static func quiet(_ service: String) -> Logger {
        var logger = Composition.logger(service)
        logger.logLevel = .error
        return logger
    }
}
