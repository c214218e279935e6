package import Foundation
import HTTPTransport
package import Hummingbird
package import Logging
package import ServiceKit
import ServiceLifecycle

/// The inner door: it owns every rule, and the data that the rules are about.
package struct ConfigStore: Service {
    /// The routes, for callers in this process.
    package let responder: RouterResponder<ServiceRequestContext>
    /// Where the socket is, once it listens.
    package let bound = BoundAddress()

    private let configuration: ConfigStoreConfiguration
    let store: SQLiteStore
    private let expiry: Expiry
    private let logger: Logger

    /// Opens the data, and makes data and keyring when there are none.
    ///
    /// - Parameters:
    ///   - configuration: What it needs to know.
    ///   - logger: Its logger.
    ///   - now: The clock.
    /// - Throws: `StoreError.unusable` or `KeyringError`, which say what to do.
    package init(
        configuration: ConfigStoreConfiguration, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) async throws {
        store = try SQLiteStore(directory: configuration.dataDirectory)
        let keyring = try await Self.keyring(configuration, store: store)
        let reviewers = configuration.validators.map { [ValidatorReview(validators: $0)] } ?? []
        let environment = ActionEnvironment(
            database: Database(store: store, reviewers: reviewers), keyring: keyring, drivers: configuration.drivers,
            identifiers: IdentifierGenerator(now: now), now: now)
        responder = ConfigStoreRouter(
            environment: environment, cursorKey: keyring.derivedKey(for: "cursors"), apiToken: configuration.apiToken,
            answers: AnswerCache()
        ).build()
        expiry = Expiry(environment: environment)
        self.configuration = configuration
        self.logger = logger
    }

    /// Whether it listens on a socket at all.
    package var listens: Bool { configuration.listen != nil }

    /// A transport to this configstore for callers in the same process.
    package var transport: InProcessTransport<RouterResponder<ServiceRequestContext>> {
        InProcessTransport(responder: responder, logger: logger)
    }

    /// Listens, where it is told to, and removes what has expired, until it is shut down. Then it closes the data.
    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if let address = configuration.listen {
                    let service = HTTPService(responder: responder, address: address, logger: logger, bound: bound)
                    group.addTask { try await service.run() }
                }
                group.addTask { try await sweep() }
                try await group.waitForAll()
            }
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private func sweep() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(60))
                do {
                    try await expiry.removeExpired()
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    logger.warning("expired records stay for now", metadata: ["error": .string("\(error)")])
                }
            }
        }
    }

    /// The keyring, and proof that it is the one that the data was sealed with.
    private static func keyring(_ configuration: ConfigStoreConfiguration, store: SQLiteStore) async throws -> Keyring {
        let path = configuration.keyringFile ?? configuration.dataDirectory + "/keyring.json"
        let proof = try await store.read { try $0.record(KeyringProof.key) }
        let keyring = try Keyring.load(path: path, mayCreate: proof == nil)
        guard let proof else {
            var transaction = Transaction()
            let sealed = try keyring.seal("sallyport", record: KeyringProof.key.id, field: "proof")
            transaction.puts = [Record(kind: KeyringProof.key.kind, id: KeyringProof.key.id, body: Array(sealed.utf8))]
            try await store.commit(transaction)
            return keyring
        }
        let sealed = String(decoding: proof.body, as: UTF8.self)
        guard (try? keyring.open(sealed, record: KeyringProof.key.id, field: "proof")) == "sallyport" else {
            throw KeyringError.doesNotBelong(path: path)
        }
        return keyring
    }
}

/// A known text, sealed: whoever opens it has the right keyring.
private enum KeyringProof {
    static let key = RecordKey("keyring", "proof")
}
