import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceKit
import ServiceTesting
import Synchronization
import Testing
import Validators

@testable import ConfigStore

/// A clock that a test moves.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(seconds: Double) {
        time.withLock { $0 = $0.addingTimeInterval(seconds) }
    }
}

/// A configstore on a real database in a folder of its own, asked through its front door.
struct ConfigStoreFixture: Sendable {
    let store: ConfigStore
    let client: ConfigStoreClient
    let transport: any HTTPTransport
    let clock: TestClock
    let directory: String

    static let drivers = [
        DriverSchema(type: "gitea", configType: "remotesource", authTypes: ["password", "oauth2"]),
        DriverSchema(type: "github", configType: "remotesource", authTypes: ["oauth2"], hasApps: true),
        DriverSchema(type: "git", configType: "manual", authTypes: []),
    ]

    /// Runs `body` with a configstore, and removes its folder afterwards.
    static func with<Value: Sendable>(
        validators: [any Validator] = [], _ body: (ConfigStoreFixture) async throws -> Value
    ) async throws -> Value {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let set = ValidatorSet(validators, logger: TestLog.current.logger(service: "validators"))
        return try await ServiceGate.pass { try await body(try await open(directory, validators: set)) }
    }

    static func open(
        _ directory: String, clock: TestClock = TestClock(), validators: ValidatorSet? = nil
    ) async throws -> ConfigStoreFixture {
        let store = try await ConfigStore(
            configuration: ConfigStoreConfiguration(
                dataDirectory: directory, drivers: drivers, validators: validators),
            logger: TestLog.current.logger(service: "configstore"), now: { clock.now })
        return ConfigStoreFixture(
            store: store, client: ConfigStoreClient(baseURL: "http://configstore", transport: store.transport),
            transport: store.transport, clock: clock, directory: directory)
    }

    /// The store itself, for tests of what only this one has.
    var sqlite: SQLiteStore {
        get throws { try #require(store.store as? SQLiteStore) }
    }

    func send(_ method: String, _ path: String, _ body: String = "") async throws -> TransportResponse {
        try await transport.send(
            TransportRequest(method: method, url: "http://configstore\(path)", body: Array(body.utf8)))
    }

    /// The code of the refusal that `body` ends with, or nil when it succeeds.
    static func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as ConfigStoreClientError {
            return "\(error.status) \(error.code)"
        } catch {
            return "\(error)"
        }
    }
}

extension CreateRemoteSourceRequest {
    static func gitea(_ name: String = "gitea") -> CreateRemoteSourceRequest {
        CreateRemoteSourceRequest(name: name, apiURL: "https://git.example.com", type: "gitea", authType: "password")
    }

    static func oauth2(_ name: String, secret: String) -> CreateRemoteSourceRequest {
        CreateRemoteSourceRequest(
            name: name, apiURL: "https://git.example.com", type: "gitea", authType: "oauth2", clientID: "sallyport",
            clientSecret: secret)
    }
}

extension CreateLinkedAccountRequest {
    static func account(_ remoteUser: String, source: String = "gitea", token: String = "t0ken") -> Self {
        CreateLinkedAccountRequest(
            remoteSourceRef: source, remoteUserID: remoteUser, remoteUserName: "login-\(remoteUser)",
            credentials: LinkedAccountCredentials(accessToken: token))
    }
}
