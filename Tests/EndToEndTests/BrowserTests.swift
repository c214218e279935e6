import ConfigStoreAPI
import ConfigStoreClient
import ForgeSimulator
import Foundation
import HTTPTransport
import Logging
import ServiceKit
import ServiceLifecycle
import ServiceTesting
import Testing

@Suite("In a real browser", .serviceLogs, .timeLimit(.minutes(2)))
struct BrowserTests {
    /// A served gateway, a forge, and a browser.
    private struct World {
        let browser: Browser
        let gateway: SallyportProcess
        let forge: ForgeSimulator

        /// Asks the gateway from a page of its own, and goes where the answer sends people.
        func start(_ path: String, _ body: String) async throws {
            try await browser.open(gateway.gatewayURL + "/healthz")
            let url = try await browser.run(
                """
                const headers = {'Content-Type': 'application/json'};
                const answer = await fetch('/api/v1alpha/\(path)', {method: 'POST', headers, body: '\(body)'});
                return (await answer.json()).oauth2_redirect;
                """)
            try await browser.open(url)
        }

        func consent(_ login: String, _ password: String, button: String = "true") async throws {
            try await browser.type(login, into: "input[name=login]")
            try await browser.type(password, into: "input[name=password]")
            try await browser.click("button[name=granted][value=\(button)]")
        }
    }

    private static func withWorld(_ body: (World) async throws -> Void) async throws {
        try await DurabilityTests.withDirectory { directory in
            let port = try FreePort.find()
            let webURL = "http://127.0.0.1:\(port)"
            let logger = Logger(label: "forge") { _ in SwiftLogNoOpLogHandler() }
            let forge = ForgeSimulator(
                configuration: .init(listen: ListenAddress(host: "127.0.0.1", port: 0), rootURL: ""), logger: logger)
            forge.state.addUser("carol", password: "carol-password")
            forge.state.addOAuth2Application(
                "Sallyport", clientID: "sallyport", clientSecret: "client-secret",
                redirectURIs: [webURL + "/oauth2/callback"])
            let group = ServiceGroup(services: [forge], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let gateway = try await SallyportProcess(
                    dataDirectory: directory, gatewayPort: port,
                    environment: [
                        "SALLYPORT_GATEWAY_WEB_URL": webURL, "SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8",
                    ])
                _ = try await gateway.client.createRemoteSource(
                    CreateRemoteSourceRequest(
                        name: "forge", apiURL: await forge.bound.url, type: "gitea", authType: "oauth2",
                        clientID: "sallyport", clientSecret: "client-secret"))
                try await Browser.with { browser in
                    try await body(World(browser: browser, gateway: gateway, forge: forge))
                }
                _ = await gateway.stop(SIGTERM)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    @Test("a person registers, logs in and has a session, over pages that run nothing and complain of nothing")
    func registersAndLogsIn() async throws {
        try await Self.withWorld { world in
            try await world.start("auth/register", #"{"username":"carol","remote_source_name":"forge"}"#)
            try await world.consent("carol", "carol-password")
            try await world.browser.wait(for: "Registered", in: "h1")
            try await world.browser.wait(for: "carol", in: "p")
            try await world.start("auth/login", #"{"remote_source_name":"forge"}"#)
            try await world.consent("carol", "carol-password")
            try await world.browser.wait(for: "Logged in", in: "h1")
            #expect(try await world.browser.url.hasPrefix(world.gateway.gatewayURL + "/oauth2/callback"))
            let cookies = try await world.browser.run("return document.cookie")
            #expect(cookies.isEmpty)
            let complaints = try await world.browser.complaints()
            #expect(complaints.isEmpty)
            try await world.browser.open(world.gateway.gatewayURL + "/healthz")
            let name = try await world.browser.run(
                "const answer = await fetch('/api/v1alpha/user'); return (await answer.json()).username;")
            #expect(name == "carol")
            if let folder = ProcessInfo.processInfo.environment["SALLYPORT_SCREENSHOTS"] {
                try await world.browser.open(world.gateway.gatewayURL + "/oauth2/callback?error=access_denied")
                try await world.browser.screenshot()?.write(to: URL(filePath: folder + "/callback.png"))
            }
        }
    }

    @Test("a person who says no, and one who comes back to another browser's flow, read why it did not work")
    func refusals() async throws {
        try await Self.withWorld { world in
            try await world.start("auth/register", #"{"username":"carol","remote_source_name":"forge"}"#)
            try await world.consent("carol", "wrong")
            try await world.browser.wait(for: "incorrect", in: "[role=alert]")
            try await world.consent("carol", "carol-password", button: "false")
            try await world.browser.wait(for: "This did not work", in: "h1")
            try await world.browser.wait(for: "access_denied", in: "p")
            try await world.browser.open(world.gateway.gatewayURL + "/oauth2/callback?code=x&state=y")
            try await world.browser.wait(for: "start again", in: "p")
        }
    }

    @Test("a command that waits in a terminal is told what the browser came back with")
    func terminal() async throws {
        try await Self.withWorld { world in
            let command = try ChildProcess(
                SallyportProcess.executable,
                arguments: [
                    "user", "register", "--username", "carol", "--remote-source", "forge", "--gateway-url",
                    world.gateway.gatewayURL,
                ], environment: [:])
            let url = try await command.output(after: "\n  http")
            try await world.browser.open("http" + url)
            try await world.consent("carol", "carol-password")
            #expect(await command.status == 0)
            #expect(command.output.contains("carol"))
            try await world.browser.wait(for: "terminal", in: "p")
            #expect(try await world.gateway.client.user("carol").name == "carol")
        }
    }
}
