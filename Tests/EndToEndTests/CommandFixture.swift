import Foundation
import GatewayClient
import GitServing
import Glibc
import ServiceLifecycle
import ServiceTesting

@testable import Sallyport

/// A folder of files, and commands that talk to a running `serve`.
///
/// Every secret has `s3cret` in it, so that no output may.
struct CommandFixture: Sendable {
    static let clientSecret = "client-s3cret"
    let directory: String
    let gatewayURL: String
    /// What the services have said so far.
    let log: @Sendable () -> String

    init(directory: String, gatewayURL: String, log: @escaping @Sendable () -> String) {
        self.directory = directory
        self.gatewayURL = gatewayURL
        self.log = log
    }

    init(directory: String, process: SallyportProcess) {
        self.init(directory: directory, gatewayURL: process.gatewayURL, log: { process.log })
    }

    static func with(
        arguments: [String] = [], environment: [String: String] = [:], _ body: (CommandFixture) async throws -> Void
    ) async throws {
        try await DurabilityTests.withDirectory { directory in
            let process = try await SallyportProcess(
                dataDirectory: directory, arguments: arguments, environment: environment)
            try await body(CommandFixture(directory: directory, process: process))
            _ = await process.stop(SIGTERM)
        }
    }

    /// Services in this process, which reach the repositories of a git server that nobody else would trust.
    static func withGit(_ body: (CommandFixture, GitServer) async throws -> Void) async throws {
        try await PlainGitFixture.with { git in
            try await DurabilityTests.withDirectory { directory in
                let log = TestLog.current
                let address = "127.0.0.1:\(try FreePort.find())"
                let composition = try await Composition(
                    ServeConfiguration(
                        file: nil, flags: .init(listen: address, dataDirectory: directory + "/data"),
                        environment: ["SALLYPORT_ADMIN_TOKEN": SallyportProcess.adminToken]),
                    git: git.git, logger: { log.logger(service: $0) })
                let services = ServiceGroup(
                    configuration: .init(
                        services: composition.services, gracefulShutdownSignals: [],
                        logger: log.logger(service: "services")))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await services.run() }
                    await composition.listening()
                    try await body(
                        CommandFixture(directory: directory, gatewayURL: "http://\(address)", log: { log.text }),
                        git.server)
                    await services.triggerGracefulShutdown()
                    try await group.waitForAll()
                }
            }
        }
    }

    /// An administrator's client.
    var admin: GatewayClient {
        get throws {
            GatewayClient(
                baseURL: gatewayURL, token: SallyportProcess.adminToken,
                transport: try SallyportProcess.transport())
        }
    }

    /// Runs a command as the administrator.
    func run(
        _ arguments: String..., environment: [String: String] = [:], input: String = ""
    ) async throws -> CommandRun.Result {
        try await start(arguments, environment: environment, input: input).result
    }

    func start(
        _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) throws -> CommandRun {
        let usual = [
            "SALLYPORT_GATEWAY_URL": gatewayURL, "SALLYPORT_TOKEN": SallyportProcess.adminToken,
            "CLIENT_SECRET": Self.clientSecret,
        ]
        return try CommandRun(arguments, environment: usual.merging(environment) { $1 }, input: input)
    }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = directory + "/" + name
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    /// A file of remote sources with passwords: names, and what each was called before.
    func sources(_ names: (name: String, before: String?)..., more: String = "") throws -> String {
        let entries = names.map { name, before in
            "  - {name: \(name), type: gitea, apiURL: \"https://\(before ?? name).example.com\", auth: {type: password}"
                + (before.map { ", renamedFrom: \($0)" } ?? "") + "}\n"
        }
        return try file("sources-\(UUID().uuidString).yaml", "remoteSources:\n" + entries.joined() + more)
    }

    /// The ids of the stored remote sources by name.
    var ids: [String: String] {
        get async throws {
            var ids: [String: String] = [:]
            for try await source in try admin.allRemoteSources { ids[source.name] = source.id }
            return ids
        }
    }
}
