import CurlTransport
import Foundation
import GatewayClient
import Glibc
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Gateway and configstore in two processes", .serviceLogs, .timeLimit(.minutes(2)))
struct SplitModeTests {
    @Test("work over HTTP; without the configstore the gateway says when to try again, and goes on when it is back")
    func split() async throws {
        try await DurabilityTests.withDirectory { directory in
            let store = directory + "/store"
            let port = try FreePort.find()
            let configStore = try await SallyportProcess(
                dataDirectory: store, components: ["configstore"], configStorePort: port)
            let gateway = try await SallyportProcess(
                dataDirectory: directory + "/gateway", components: ["gateway"],
                environment: ["SALLYPORT_CONFIGSTORE_URL": configStore.configStoreURL])
            let admin = GatewayClient(
                baseURL: gateway.gatewayURL, token: SallyportProcess.adminToken,
                transport: try SallyportProcess.transport())
            _ = try await admin.createRemoteSource(
                RemoteSourceRequest(
                    name: "gitea", apiURL: "https://git.example.com", type: "gitea", authType: "password"))
            _ = try await admin.createUser("alice")
            let token = try await admin.createUserToken(for: "alice", name: "t")
            _ = await configStore.stop(SIGKILL)
            for call in [admin, admin.with(token: token)] {
                let error = await #expect(throws: GatewayClientError.self) { _ = try await call.user("alice") }
                #expect(error?.status == 503 && error?.code == "configstoreUnavailable")
                #expect(error?.retryAfterSeconds == 1)
            }
            #expect(try await Self.readiness(gateway) == 503)
            let again = try await SallyportProcess(
                dataDirectory: store, components: ["configstore"], configStorePort: port)
            let user = try await admin.with(token: token).currentUser()
            #expect(user.name == "alice")
            #expect(try await Self.readiness(gateway) == 200)
            for process in [gateway, again] { #expect(await process.stop(SIGTERM) == 0) }
            for process in [gateway, configStore, again] { #expect(!process.log.contains(SallyportProcess.token)) }
        }
    }

    private static func readiness(_ gateway: SallyportProcess) async throws -> Int {
        try await SallyportProcess.transport().send(
            TransportRequest(method: "GET", url: gateway.gatewayURL + "/readyz")
        ).status
    }

    @Test("register a user through a forge, and list them")
    func registers() async throws {
        try await DurabilityTests.withDirectory { directory in
            try await SocketForge.with { forge in
                let configStore = try await SallyportProcess(
                    dataDirectory: directory + "/store", components: ["configstore"])
                let gateway = try await SallyportProcess(
                    dataDirectory: directory + "/gateway", components: ["gateway"],
                    environment: [
                        "SALLYPORT_CONFIGSTORE_URL": configStore.configStoreURL,
                        "SALLYPORT_OUTBOUND_ALLOW": "127.0.0.0/8",
                    ])
                let admin = GatewayClient(
                    baseURL: gateway.gatewayURL, token: SallyportProcess.adminToken,
                    transport: try SallyportProcess.transport())
                _ = try await admin.createRemoteSource(
                    RemoteSourceRequest(name: "gitea", apiURL: forge.url, type: "gitea", authType: "password"))
                let login = ForgeLogin(name: "alice", password: SocketForge.password)
                _ = try await admin.with(token: nil).register(userName: "alicia", remoteSource: "gitea", login: login)
                let names = try await admin.users().items.flatMap { $0.linkedAccounts ?? [] }.map(\.remoteUserName)
                #expect(names == ["alice"])
                for process in [gateway, configStore] {
                    _ = await process.stop(SIGTERM)
                    #expect(!process.log.contains(SocketForge.password))
                }
            }
        }
    }

    @Test("refuse each other without the token")
    func wrongToken() async throws {
        try await DurabilityTests.withDirectory { directory in
            let configStore = try await SallyportProcess(
                dataDirectory: directory + "/store", components: ["configstore"])
            let gateway = try await SallyportProcess(
                dataDirectory: directory + "/gateway", components: ["gateway"],
                environment: [
                    "SALLYPORT_CONFIGSTORE_URL": configStore.configStoreURL, "SALLYPORT_CONFIGSTORE_API_TOKEN": "wrong",
                ])
            let anonymous = GatewayClient(baseURL: gateway.gatewayURL, transport: try SallyportProcess.transport())
            let error = await #expect(throws: GatewayClientError.self) { _ = try await anonymous.remoteSources() }
            #expect(error?.status == 502 && error?.code == "configstoreRefused")
            for process in [gateway, configStore] { _ = await process.stop(SIGTERM) }
        }
    }
}
