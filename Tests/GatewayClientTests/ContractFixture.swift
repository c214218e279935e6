import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import ForgeSimulator
import Foundation
import Gateway
import GatewayClient
import GitHubDriver
import GitLabDriver
import GiteaDriver
import HTTPTransport
import Outbox
import PlainGitDriver
import RemoteSources
import RunServiceClient
import RunServing
import ServiceKit
import ServiceTesting
import Testing

/// The gateway's client, and in the same process all that is behind it: gateway, configstore, driver and forge.
///
/// Every secret has `s3cret` in it, so that no text may.
struct ContractFixture: Sendable {
    static let adminToken = "admin-token-s3cret"
    static let password = "passw0rd-s3cret"
    static let oneTimePassword = "123456"

    let forge: ForgeSimulator
    let store: ConfigStoreClient
    let outbox: Outbox
    /// What `store` asks through.
    let configStore: any HTTPTransport
    let gateway: Gateway
    /// Another one, over the same configstore and the same forge.
    let anotherGateway: @Sendable () -> Gateway
    /// Another one that sends what is in this.
    let gatewayWithQueue: @Sendable (StatusQueue) -> Gateway
    /// Another one that asks the configstore through this.
    let gatewayThrough: @Sendable (any HTTPTransport) -> Gateway
    /// Opens what keeps commit statuses; one at a time.
    let openQueue: @Sendable () throws -> StatusQueue
    let queue: StatusQueue
    let time: TestTime
    /// A client without a token.
    let anonymous: GatewayClient

    var admin: GatewayClient { anonymous.with(token: Self.adminToken) }
    var state: ForgeState { forge.state }

    /// Runs `body` with an OAuth2 source `forge` and, where its kind takes passwords, a password source of its kind's
    /// name, which are one forge.
    ///
    /// - Parameters:
    ///   - kind: Which forge it is.
    ///   - apiURL: Where the gateway looks for the forge.
    ///   - transport: What the gateway reaches it through; this process unless given.
    ///   - git: What the gateway reaches repositories without a forge through; all are there, and empty, unless given.
    ///   - sinks: Those who are told what happened, while `delivering` runs.
    ///   - outbox: What deliveries may take.
    ///   - runs: The run service, to which the sink `runs` goes.
    static func with(
        kind: ForgeKind = .gitea, forge: ForgeSimulator? = nil, apiURL: String = "https://forge.example.com",
        transport: (any HTTPTransport)? = nil, git: ScriptedRepositories = ScriptedRepositories(),
        sinks: [any EventSink] = [], outbox: OutboxConfiguration = OutboxConfiguration(),
        runs: ScriptedRunService? = nil, _ body: (ContractFixture) async throws -> Void
    ) async throws {
        try await ServiceGate.pass {
            try await withServices(kind, forge, apiURL, transport, git, sinks, outbox, runs, body)
        }
    }

    private static func withServices(
        _ kind: ForgeKind, _ forge: ForgeSimulator?, _ apiURL: String, _ transport: (any HTTPTransport)?,
        _ git: ScriptedRepositories, _ sinks: [any EventSink], _ outboxConfiguration: OutboxConfiguration,
        _ runs: ScriptedRunService?, _ body: (ContractFixture) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let time = TestTime()
        let forge =
            forge
            ?? ForgeSimulator(
                configuration: ForgeSimulatorConfiguration(kind: kind, rootURL: apiURL),
                logger: TestLog.current.logger(service: "forge"), now: { time.now })
        let configStore = try await ConfigStore(
            configuration: ConfigStoreConfiguration(
                dataDirectory: directory,
                drivers: [
                    DriverSchema(type: "gitea", configType: "remotesource", authTypes: ["password", "oauth2"]),
                    DriverSchema(type: "github", configType: "remotesource", authTypes: ["oauth2"], hasApps: true),
                    DriverSchema(type: "gitlab", configType: "remotesource", authTypes: ["oauth2"]),
                ]),
            logger: TestLog.current.logger(service: "configstore"), now: { time.now })
        var registry = DriverRegistry()
        try registry.register(GiteaDriver(), as: "gitea")
        try registry.register(GitHubDriver(), as: "github")
        try registry.register(GitLabDriver(), as: "gitlab")
        try registry.register(PlainGitDriver(), as: "git")
        let store = ConfigStoreClient(baseURL: "http://configstore", transport: configStore.transport)
        let runService = runs.map {
            RunServiceClient(baseURL: "http://runs", token: ScriptedRunService.token, transport: $0.transport)
        }
        let runSinks = runs == nil ? [] : [RunSinkSettings(name: "runs")]
        let drivers = LiveDriverRegistry(registry)
        let identifiers = IdentifierGenerator(now: { time.now })
        let outbox = try Outbox(
            directory: directory + "/outbox", sinks: sinks.map(\.name) + runSinks.map(\.name),
            configuration: outboxConfiguration, nextID: { identifiers.next() }, now: { time.now })
        let makeGateway: @Sendable (StatusQueue?, ConfigStoreClient) -> Gateway = { queue, store in
            Gateway(
                configuration: GatewayConfiguration(
                    webURL: "https://sallyport.example.com", adminToken: adminToken,
                    signingKey: SymmetricKeyBytes(Array(0..<32))),
                configStore: store, registry: drivers, transport: transport ?? forge.transport, git: git,
                outbox: outbox, sinks: sinks, runSinks: runSinks, runService: runService, statusQueue: queue,
                logger: TestLog.current.logger(service: "gateway"), now: { time.now })
        }
        let openQueue: @Sendable () throws -> StatusQueue = { try StatusQueue(directory: directory + "/statuses") }
        let queue = try openQueue()
        let gateway = makeGateway(queue, store)
        let fixture = ContractFixture(
            forge: forge, store: store, outbox: outbox, configStore: configStore.transport, gateway: gateway,
            anotherGateway: { makeGateway(nil, store) }, gatewayWithQueue: { makeGateway($0, store) },
            gatewayThrough: { makeGateway(nil, ConfigStoreClient(baseURL: "http://configstore", transport: $0)) },
            openQueue: openQueue,
            queue: queue, time: time,
            anonymous: GatewayClient(baseURL: "http://gateway/", transport: gateway.transport))
        do {
            try await fixture.setUp(kind, apiURL: apiURL)
            try await body(fixture)
            await queue.close()
            await outbox.close()
            await queue.close()
        } catch {
            await queue.close()
            await outbox.close()
            await queue.close()
            throw error
        }
    }

    private func setUp(_ kind: ForgeKind, apiURL: String) async throws {
        state.addUser("alice", password: Self.password)
        state.addUser("bob", password: Self.password)
        state.addUser("olga", password: Self.password, oneTimePassword: Self.oneTimePassword)
        let application = state.addOAuth2Application(
            "Sallyport", redirectURIs: ["https://sallyport.example.com/oauth2/callback"])
        if kind == .gitea {
            _ = try await admin.createRemoteSource(
                RemoteSourceRequest(name: "gitea", apiURL: apiURL, type: "gitea", authType: "password"))
        }
        _ = try await admin.createRemoteSource(
            RemoteSourceRequest(
                name: "forge", apiURL: apiURL, type: kind.rawValue, authType: "oauth2", clientID: application.clientID,
                clientSecret: application.clientSecret))
    }

    static func login(_ name: String, password: String = password, oneTimePassword: String? = nil) -> ForgeLogin {
        ForgeLogin(name: name, password: password, oneTimePassword: oneTimePassword)
    }

    /// A user with an account at a source, and a client with their token.
    func user(_ name: String, through source: String) async throws -> GatewayClient {
        if source == "forge" {
            let started = try await anonymous.register(userName: name, remoteSource: source)
            _ = try await finish(started, login: name)
        } else {
            _ = try await anonymous.register(userName: name, remoteSource: source, login: Self.login(name))
        }
        return anonymous.with(token: try await admin.createUserToken(for: name, name: "test"))
    }

    /// What signs the deliveries of a project.
    func webhookSecret(of project: String) async throws -> String {
        try await store.projectCredentials(project).webhookSecret
    }

    /// Goes through the forge's consent page as a browser does, and finishes the flow.
    func finish(_ started: SignIn, login: String, client: GatewayClient? = nil) async throws -> SignIn {
        let (flow, code, state) = try await visit(started, login: login)
        return try await (client ?? anonymous).finish(code: code, state: state, flowSecret: flow.secret)
    }

    /// Goes through the forge's consent page.
    func visit(
        _ started: SignIn, login: String
    ) async throws -> (flow: OAuth2Flow, code: String, state: String) {
        guard case .redirect(let flow) = started else { throw Unexpected(started) }
        let back = try #require(
            try await ConsentForm.grant(flow.url, login: login, password: Self.password, through: forge.transport))
        let items = URLComponents(string: back)?.queryItems ?? []
        func value(_ name: String) throws -> String { try #require(items.first { $0.name == name }?.value) }
        return (flow, try value("code"), try value("state"))
    }

    /// The refusal of a call. No text about it has a secret.
    static func refusal<Answer>(
        _ call: () async throws(GatewayClientError) -> Answer
    ) async throws -> GatewayClientError {
        let answer: Answer
        do throws(GatewayClientError) {
            answer = try await call()
        } catch {
            #expect(!"\(error) \(String(reflecting: error))".contains("s3cret"))
            return error
        }
        throw Unexpected(answer)
    }
}

/// It was not meant to come to this.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ what: Any) { description = "unexpected: \(what)" }
}

extension GatewayClientError {
    /// Status and code.
    var summary: String { "\(status) \(code)" }
}

extension Items {
    /// All of them.
    var all: [Item] {
        get async throws {
            var all: [Item] = []
            for try await item in self { all.append(item) }
            return all
        }
    }
}
