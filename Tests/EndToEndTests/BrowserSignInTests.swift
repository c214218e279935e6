import CurlTransport
import ForgeSimulator
import Foundation
import GatewayClient
import Glibc
import HTTPTransport
import ServiceTesting
import Testing

@testable import Sallyport

@Suite("Signing in from a terminal, through a browser", .serviceLogs, .timeLimit(.minutes(2)))
struct BrowserSignInTests {
    /// What the gateway is called where the browser is; something in front of it would lead there.
    private static let webURL = "http://sallyport.example.com"

    private static func withForge(
        kind: ForgeKind = .gitea, _ body: (CommandFixture, _ forge: String) async throws -> Void
    ) async throws {
        try await SocketForge.with(kind: kind) { forge in
            let application = forge.state.addOAuth2Application(
                "Sallyport", redirectURIs: [webURL + "/oauth2/callback"])
            let environment = ["SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8", "SALLYPORT_GATEWAY_WEB_URL": webURL]
            try await CommandFixture.with(environment: environment) { fixture in
                let declared = try fixture.file(
                    "forge.yaml",
                    """
                    remoteSources:
                      - name: forge
                        type: \(kind.rawValue)
                        apiURL: \(forge.url)
                        auth:
                          type: oauth2
                          clientID: \(application.clientID)
                          clientSecretFrom: {env: FORGE_SECRET}

                    """)
                let applied = try await fixture.run(
                    "apply", "-f", declared, environment: ["FORGE_SECRET": application.clientSecret])
                #expect(applied.status == 0, "\(applied)")
                if kind == .gitea {
                    _ = try await fixture.admin.createRemoteSource(
                        RemoteSourceRequest(name: "gitea", apiURL: forge.url, type: "gitea", authType: "password"))
                }
                try await body(fixture, forge.url)
            }
        }
    }

    /// The page that a command wants to be opened.
    private static func page(of command: CommandRun, at forge: String) async throws -> String {
        while true {
            let text = command.errors
            if let start = text.range(of: forge + "/"),
                let end = text[start.lowerBound...].firstIndex(of: "\n")
            {
                return String(text[start.lowerBound..<end])
            }
            await Task.yield()
        }
    }

    /// Goes through the forge's page and wherever that sends the browser, to the end.
    private static func browse(
        _ page: String, granted: Bool = true, _ fixture: CommandFixture
    ) async throws -> TransportResponse {
        let transport = try SallyportProcess.transport()
        let back = try #require(
            try await ConsentForm.grant(
                page, login: "alice", password: SocketForge.password, granted: granted, through: transport))
        #expect(back.hasPrefix(webURL + "/oauth2/callback?"))
        let sent = try await transport.send(
            TransportRequest(method: "GET", url: back.replacing(webURL, with: fixture.gatewayURL)))
        let loopback = try #require(
            sent.headers.first(named: "refresh")?.split(separator: "url=").last.map(String.init))
        #expect(sent.status == 200 && loopback.hasPrefix("http://127.0.0.1:"))
        return try await transport.send(TransportRequest(method: "GET", url: loopback))
    }

    @Test(
        "registers, logs in and lists repositories: forge, gateway, and back to the command's own port",
        arguments: ForgeKind.allCases)
    func oauth2(kind: ForgeKind) async throws {
        try await Self.withForge(kind: kind) { fixture, forge in
            let register = try fixture.start(
                ["user", "register", "--remote-source", "forge", "--username", "alicia"],
                environment: ["SALLYPORT_TOKEN": ""])
            let shown = try await Self.browse(try await Self.page(of: register, at: forge), fixture)
            #expect(shown.status == 200 && String(decoding: shown.body, as: UTF8.self).contains("close this page"))
            let registered = try await register.result
            #expect(registered.status == 0 && registered.output.contains("alicia"), "\(registered)")
            let login = try fixture.start(
                ["user", "login", "--remote-source", "forge"], environment: ["SALLYPORT_TOKEN": ""])
            _ = try await Self.browse(try await Self.page(of: login, at: forge), fixture)
            let loggedIn = try await login.result
            #expect(loggedIn.status == 0 && loggedIn.lines.count == 1, "\(loggedIn)")
            let session = ["SALLYPORT_TOKEN": loggedIn.lines.first ?? ""]
            let repositories = try await fixture.run(
                "user", "remoterepos", "--remote-source", "forge", "--output", "json", environment: session)
            #expect(repositories.status == 0 && (repositories.json as? [Any])?.isEmpty == true, "\(repositories)")
            #expect(!fixture.log().contains("s3cret"))
        }
    }

    @Test("ends with 1 when the person denies")
    func denied() async throws {
        try await Self.withForge { fixture, forge in
            let command = try fixture.start(["user", "register", "--remote-source", "forge", "--username", "alicia"])
            _ = try await Self.browse(try await Self.page(of: command, at: forge), granted: false, fixture)
            let result = try await command.result
            #expect(result.status == 1 && result.errors.contains("access_denied") && result.output == "", "\(result)")
        }
    }

    @Test("takes a password from a file, from the environment or from standard input")
    func password() async throws {
        try await Self.withForge { fixture, _ in
            let file = try fixture.file("password", SocketForge.password + "\n")
            let registered = try await fixture.run(
                "user", "register", "--remote-source", "gitea", "--username", "alice", "--login-name", "alice",
                "--password-file", file)
            #expect(registered.status == 0, "\(registered)")
            let variable = try await fixture.run(
                "user", "login", "--remote-source", "gitea", "--login-name", "alice",
                environment: ["SALLYPORT_PASSWORD": SocketForge.password])
            let input = try await fixture.run(
                "user", "login", "--remote-source", "gitea", input: "alice\n\(SocketForge.password)\n")
            for result in [variable, input] { #expect(result.status == 0 && result.lines.count == 1, "\(result)") }
            let wrong = try await fixture.run(
                "user", "login", "--remote-source", "gitea", "--login-name", "alice", input: "wrong-s3cret\n")
            #expect(wrong.status == 1 && wrong.errors.contains("invalidCredentials"))
            for result in [registered, variable, input, wrong] { #expect(!"\(result)".contains("s3cret")) }
        }
    }

    @Test("does without a port of its own where none can be listened on")
    func noPort() async throws {
        for (host, listens) in [("127.0.0.1", true), ("203.0.113.1", false)] {
            let listener = LoopbackListener(host: host)
            let running = Task { try await listener.run() }
            let port = await BrowserSignIn.port(of: listener, running)
            #expect((port != nil) == listens)
            running.cancel()
        }
    }
}
