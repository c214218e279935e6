import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Gateway
import GiteaDriver
import HTTPTransport
import Outbox
import RemoteSources
import ServiceKit
import ServiceTesting

/// A gateway and a configstore in one process, and a scripted forge.
struct GatewayFixture: Sendable {
    static let admin = "admin-token-s3cret"
    let gateway: Gateway
    let store: ConfigStoreClient
    let forge: ScriptedForge
    let time: TestTime

    struct Answer: Sendable {
        let status: Int
        let text: String
        let headers: [TransportHeader]

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) ?? [:]
        }
        var code: String { json["code"] as? String ?? "" }
        func string(_ key: String) -> String { json[key] as? String ?? "" }
    }

    /// - Parameter listen: Where the gateway listens when it runs; nothing here runs it.
    static func with(
        listen: ListenAddress? = nil, _ body: (GatewayFixture) async throws -> Void
    ) async throws {
        try await ServiceGate.pass { try await withServices(listen: listen, body) }
    }

    private static func withServices(
        listen: ListenAddress?, _ body: (GatewayFixture) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let time = TestTime()
        var registry = DriverRegistry()
        try registry.register(GiteaDriver(), as: "gitea")
        let configStore = try await ConfigStore(
            configuration: ConfigStoreConfiguration(
                dataDirectory: directory,
                drivers: [DriverSchema(type: "gitea", configType: "remotesource", authTypes: ["password", "oauth2"])]),
            logger: TestLog.current.logger(service: "configstore"), now: { time.now })
        let client = ConfigStoreClient(baseURL: "http://configstore", transport: configStore.transport)
        let forge = ScriptedForge()
        let identifiers = IdentifierGenerator(now: { time.now })
        let outbox = try Outbox(
            directory: directory + "/outbox", sinks: [], nextID: { identifiers.next() },
            now: { time.now })
        let gateway = Gateway(
            configuration: GatewayConfiguration(
                webURL: "https://sallyport.example.com", listen: listen, adminToken: admin,
                signingKey: SymmetricKeyBytes(Array(0..<32))),
            configStore: client, registry: LiveDriverRegistry(registry), transport: forge,
            git: NoRepositories(),
            outbox: outbox,
            logger: TestLog.current.logger(service: "gateway"), now: { time.now })
        let fixture = GatewayFixture(gateway: gateway, store: client, forge: forge, time: time)
        for (name, type) in [("gitea", "password"), ("forge", "oauth2")] {
            _ = try await client.createRemoteSource(
                CreateRemoteSourceRequest(
                    name: name, apiURL: "https://git.example.com", type: "gitea", authType: type, clientID: "sallyport",
                    clientSecret: type == "oauth2" ? "client-s3cret" : nil))
        }
        do {
            try await body(fixture)
            await outbox.close()
        } catch {
            await outbox.close()
            throw error
        }
    }

    func send(
        _ method: String, _ path: String, _ body: String = "", token: String? = nil, headers: [TransportHeader] = []
    ) async throws -> Answer {
        let authorization = token.map { [TransportHeader("Authorization", "token \($0)")] } ?? []
        let response = try await gateway.transport.send(
            TransportRequest(
                method: method, url: "http://gateway\(path.hasPrefix("/") ? path : "/api/v1alpha/" + path)",
                headers: authorization + headers, body: Array(body.utf8)))
        return Answer(
            status: response.status, text: String(decoding: response.body, as: UTF8.self), headers: response.headers)
    }

    func register(_ name: String, login: String = "alice") async throws -> Answer {
        try await send(
            "POST", "auth/register",
            #"{"username":"\#(name)","remote_source_name":"gitea","remote_source_login_name":"\#(login)","remote_source_login_password":"\#(ScriptedForge.password)"}"#
        )
    }

    /// Starts a flow and returns its state and its secret.
    func startFlow(_ path: String, _ body: String, token: String? = nil) async throws -> (state: String, secret: String)
    {
        let answer = try await send("POST", path, body, token: token)
        let url = URLComponents(string: answer.string("oauth2_redirect"))
        return (url?.queryItems?.first { $0.name == "state" }?.value ?? "", answer.string("flow_secret"))
    }

    func callback(_ state: String, secret: String?, token: String? = nil, code: String = "the-code") async throws
        -> Answer
    {
        try await send(
            "GET", "auth/oauth2/callback?code=\(code)&state=\(state)", token: token,
            headers: secret.map { [TransportHeader("Sallyport-Flow", $0)] } ?? [])
    }

    /// A user with an account at the OAuth2 source, and a token of theirs.
    func oauth2User() async throws -> String {
        let flow = try await startFlow("auth/register", #"{"username":"carol","remote_source_name":"forge"}"#)
        _ = try await callback(flow.state, secret: flow.secret)
        return try await store.createUserToken(for: "carol", name: "test").token
    }
}
