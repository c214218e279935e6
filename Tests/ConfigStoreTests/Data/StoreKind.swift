import ConfigStore
import EtcdServing
import EtcdStore
import Foundation
import ServiceTesting
import Testing

/// The stores that there are: each one passes the same suite.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case sqlite = "SQLite"
    case etcd

    var testDescription: String { rawValue }

    /// Runs `body` with an empty store.
    func with(_ body: @Sendable (any DataStore) async throws -> Void) async throws {
        try await Self.withDirectory { directory in
            switch self {
            case .sqlite:
                let store = try SQLiteStore(directory: directory)
                try await body(store)
                await store.close()
            case .etcd:
                try await ServiceGate.pass {
                    try await EtcdServer.with { server in
                        let store = try await Self.open(server, directory)
                        try await body(store)
                        await store.close()
                    }
                }
            }
        }
    }

    static func withDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try await body(directory)
    }

    static func open(_ server: EtcdServer, _ directory: String) async throws -> EtcdStore {
        try await EtcdStore.open(
            server.settings, directory: directory, logger: TestLog.current.logger(service: "etcdstore"))
    }
}
