import ConfigStore
import EtcdAccess
import EtcdStore
import Foundation
import Logging

/// Where a migration leads: an etcd, or a folder.
enum MigrationDestination {
    case etcd(EtcdSettings)
    case folder(String)

    private static let folderScheme = "sqlite:"

    /// - Parameters:
    ///   - text: What `--to` says.
    ///   - file: The configuration, which says how an etcd is reached.
    /// - Throws: `ConfigurationProblems`, `YAMLProblems`, `CommandFailure`.
    init(_ text: String, configuration file: String?) throws {
        if text.hasPrefix(Self.folderScheme) {
            let folder = String(text.dropFirst(Self.folderScheme.count))
            guard !folder.isEmpty else { throw CommandFailure("--to: sqlite:FOLDER needs a folder") }
            self = .folder(folder)
            return
        }
        let configuration = try ServeConfiguration(
            file: file ?? ServeConfiguration.usualFile, flags: .init(store: text),
            environment: ProcessInfo.processInfo.environment)
        guard let etcd = configuration.etcd else { throw CommandFailure("--to: etcd://HOST:PORT or sqlite:FOLDER") }
        self = .etcd(etcd)
    }

    /// What is left to do.
    var nextStep: String {
        let store =
            switch self {
            case .etcd: "configstore.store"
            case .folder: "the folder as the data folder and no configstore.store"
            }
        return "the installation stays in maintenance: stop it, and start it with \(store); see docs/maintenance.md"
    }

    /// Opens the store, and closes it afterwards.
    func withStore<Value: Sendable>(_ body: (any MigrationTarget) async throws -> Value) async throws -> Value {
        switch self {
        case .folder(let folder):
            let store = try SQLiteStore(directory: folder)
            return try await Self.closing(store) { try await body(store) }
        case .etcd(let settings):
            // A copy for this time only.
            let directory = NSTemporaryDirectory() + "sallyport-migrate-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try await Self.requireAnswer(settings)
            let store = try await EtcdStore.open(
                settings, directory: directory, logger: Logger(label: "etcd") { _ in SwiftLogNoOpLogHandler() })
            return try await Self.closing(store) { try await body(store) }
        }
    }

    /// A store waits for its etcd for as long as it takes; somebody in front should hear of it.
    private static func requireAnswer(_ settings: EtcdSettings) async throws {
        let client = try EtcdClient(settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            defer { group.cancelAll() }
            _ = try await client.status()
        }
    }

    private static func closing<Value>(_ store: any DataStore, _ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }
}
