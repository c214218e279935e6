import ConfigStoreClient
import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import GiteaDriver
import Glibc
import Outbox
import RemoteSources
import ServiceKit
import ServiceTesting
import Testing

@testable import ConfigStore
@testable import Sallyport

@Suite("A gateway that is killed while it sets a project up", .serviceLogs, .timeLimit(.minutes(3)))
struct ProjectSetUpDurabilityTests {
    private static let environment = ["SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8"]

    @Test("leaves it to the next one, which finishes it, or there is nothing of it")
    func killed() async throws {
        try await SocketForge.with { forge in
            forge.state.addRepository("site", owner: "alice", isPrivate: true)
            try await DurabilityTests.withDirectory { directory in
                let first = try await SallyportProcess(dataDirectory: directory, environment: Self.environment)
                let token = try await Self.register(first, forge)
                _ = await first.stop(SIGTERM)
                var finished = 0
                for request in 1...8 {
                    try await Self.killedAt(request, forge, directory, token)
                    finished += try await Self.goesOn(forge, directory, token) ? 1 : 0
                }
                #expect(finished > 0)
            }
        }
    }

    private static func client(_ process: SallyportProcess, _ token: String) throws -> GatewayClient {
        GatewayClient(baseURL: process.gatewayURL, token: token, transport: try SallyportProcess.transport())
    }

    /// Alice's token.
    private static func register(_ process: SallyportProcess, _ forge: SocketForge) async throws -> String {
        let admin = try client(process, SallyportProcess.adminToken)
        _ = try await admin.createRemoteSource(
            RemoteSourceRequest(name: "hub", apiURL: forge.url, type: "gitea", authType: "password"))
        _ = try await admin.register(
            userName: "alice", remoteSource: "hub", login: ForgeLogin(name: "alice", password: SocketForge.password))
        return try await admin.createUserToken(for: "alice", name: "test")
    }

    /// Kills the real thing while the forge has a request of the creation.
    private static func killedAt(
        _ request: Int, _ forge: SocketForge, _ directory: String, _ token: String
    ) async throws {
        let process = try await SallyportProcess(dataDirectory: directory, environment: environment)
        let alice = try client(process, token)
        forge.state.faults.delay = .milliseconds(20)
        let before = forge.state.requests.count
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try? await alice.createProject(
                    ProjectRequest(
                        name: "site", visibility: "private", remoteSourceName: "hub", repositoryPath: "alice/site"))
            }
            while forge.state.requests.count < before + request, !group.isEmpty {
                if forge.state.webhookURLs(owner: "alice", name: "site").count == 1, request > 7 { break }
                try await Task.sleep(for: .milliseconds(1))
            }
            _ = await process.stop(SIGKILL)
            try await group.waitForAll()
        }
        forge.state.faults.delay = nil
    }

    /// What another gateway makes of it two minutes later.
    ///
    /// - Returns: Whether there was a project.
    private static func goesOn(_ forge: SocketForge, _ directory: String, _ token: String) async throws -> Bool {
        let log = TestLog.current
        let later: @Sendable () -> Date = { Date().addingTimeInterval(120) }
        let configStore = try await ConfigStore(
            configuration: ConfigStoreConfiguration(dataDirectory: directory, drivers: []),
            logger: log.logger(service: "configstore"), now: later)
        var registry = DriverRegistry()
        try registry.register(GiteaDriver(), as: "gitea")
        let transport = try SallyportProcess.transport()
        let gateway = Gateway(
            configuration: GatewayConfiguration(
                webURL: "https://sallyport.example.com", adminToken: nil,
                signingKey: SymmetricKeyBytes(Array(0..<32))),
            configStore: ConfigStoreClient(baseURL: "http://configstore", transport: configStore.transport),
            registry: LiveDriverRegistry(registry), transport: transport,
            git: GitAccessTransport(transport: transport, outboundAllow: []),
            outbox: try Outbox(
                directory: directory + "/outbox", sinks: [], nextID: { UUID().uuidString.lowercased() }, now: later),
            logger: log.logger(service: "gateway"), now: later)
        let alice = GatewayClient(baseURL: "http://gateway", token: token, transport: gateway.transport)
        await gateway.lookAfterProjects()
        let project = try? await alice.project("user/alice/site")
        let hooks = forge.state.webhookURLs(owner: "alice", name: "site")
        let keys = forge.state.deployKeys(owner: "alice", name: "site")
        #expect(hooks.count == (project == nil ? 0 : 1) && keys.count == hooks.count)
        if let project {
            #expect(project.setUp.state == "ready", "\(project.setUp.message)")
            // The forge here delivers nothing.
            #expect(try await alice.examineProject(project.id).findings.map(\.code) == ["noDeliverySeen"])
            try await alice.deleteProject(project.id)
        }
        #expect(forge.state.webhookURLs(owner: "alice", name: "site").isEmpty)
        #expect(forge.state.deployKeys(owner: "alice", name: "site").isEmpty)
        await configStore.store.close()
        return project != nil
    }
}
