import DeclarativeDriver
import ForgeSimulator
import Foundation
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

/// Gogs' routes are Gitea's, which the simulator has, but for those of refs.
@Suite("The Gogs driver at a simulated forge", .serviceLogs, .timeLimit(.minutes(1)))
struct GogsForgeTests {
    /// Hands on what a webhook sends.
    private struct Receiver: HTTPTransport {
        let deliveries: AsyncStream<TransportRequest>.Continuation

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            deliveries.yield(request)
            return TransportResponse(status: 202)
        }
    }

    private static let root = "http://localhost:3300"

    @Test("signs in, lists, sets a project up, and reads a signed push")
    func wholeWay() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: TransportRequest.self)
        let simulator = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(
                kind: .gitea, listen: nil, rootURL: Self.root,
                webhooks: Receiver(deliveries: continuation)),
            logger: TestLog.current.logger(service: "forge"))
        simulator.state.addUser("jane", password: "password")
        simulator.state.addRepository("hello", owner: "jane", isPrivate: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            try await Self.setUp(simulator, stream)
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
    }

    private static func setUp(_ simulator: ForgeSimulator, _ stream: AsyncStream<TransportRequest>) async throws {
        let forge = ExampleDriver.gogs
        let transport = simulator.transport
        let signIn = try await forge.session(transport, CredentialSet(), root: root)
            .signIn(.init(name: "jane", password: "password"), tokenName: "sallyport")
        #expect(signIn.user.loginName == "jane")
        let session = try forge.session(
            transport, CredentialSet(accessToken: signIn.accessToken, secrets: [.webhookSecret: "webhook-secret"]),
            root: root)
        #expect(try await session.allRepositories().items.map(\.path) == ["jane/hello"])
        let path = try RepositoryPath("jane/hello")
        let id = try await session.repository(path: path).id
        #expect(try await session.repository(id: id).path == "jane/hello")
        let key = try await session.perform(.deployKeys) { driver throws(DriverError) in
            try await driver.createDeployKey(
                NewDeployKey(
                    title: "sallyport",
                    publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG3uUu1MtGhAQdGDl+mEe4hRKwHVY+rlS/JNe0I6fzGM"),
                in: path)
        }.output
        #expect(key.title == "sallyport")
        let hook = try await session.perform(.webhooks) { driver throws(DriverError) in
            try await driver.createWebhook(url: "http://gateway.example/webhooks", in: path)
        }.output
        #expect(hook.isActive)
        simulator.state.push(owner: "jane", name: "hello", branch: "main", message: "Say hello")
        var deliveries = stream.makeAsyncIterator()
        let next = await deliveries.next()
        let delivery = try #require(next)
        let headers = Dictionary(delivery.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        let reader = WebhookReader(driver: try forge.driver(), type: "gogs", secrets: ["webhook-secret"])
        let event = try await reader.event(headers: headers, body: delivery.body, now: Date())
        #expect(event.kind == .push && event.repository.id == id && event.branch == "main")
        #expect(event.commits.last?.message.hasPrefix("Say hello") == true && event.sender?.login == "jane")
    }
}
