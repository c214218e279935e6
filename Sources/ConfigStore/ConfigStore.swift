package import Foundation
import HTTPTransport
package import Hummingbird
package import Instruments
package import Logging
package import ServiceKit
import ServiceLifecycle
import Validators

/// The inner door: it owns every rule, and the data that the rules are about.
package struct ConfigStore: Service {
    /// The routes, for callers in this process.
    package let responder: RouterResponder<ServiceRequestContext>
    /// What each of them takes and answers.
    package static var description: APIDescription { ConfigStoreDescription.api }
    /// Each of them as `METHOD /path/{parameter}`.
    package var routeNames: Set<String> { router.routes().names }
    private let router: ConfigStoreRouter
    /// Where the socket is, once it listens.
    package let bound = BoundAddress()

    private let configuration: ConfigStoreConfiguration
    let store: any DataStore
    private let expiry: Expiry
    private let audit: Audit
    private let keyringWorker: KeyringWorker
    private let backup: BackupWorker?
    private let modes: InstanceModes
    let removals: Removals
    private let logger: Logger
    /// What counts something here.
    package let metricSources: [any MetricSource]

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
        let store = try SQLiteStore(
            directory: configuration.dataDirectory,
            keptCommitBytes: configuration.backup == nil ? nil : BackupSettings.maxWaitingBytes)
        try await self.init(configuration: configuration, store: store, logger: logger, now: now)
    }

    /// Works on any store.
    ///
    /// - Parameters:
    ///   - configuration: What it needs to know; the data folder has the keyring.
    ///   - store: Where the data is.
    ///   - backupLeadership: Which of the instances on this store writes backups.
    ///   - logger: Its logger.
    ///   - now: The clock.
    /// - Throws: `StoreError.unusable` or `KeyringError`, which say what to do.
    package init(
        configuration: ConfigStoreConfiguration, store: any DataStore,
        backupLeadership: any BackupLeadership = OnlyInstance(), logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) async throws {
        self.store = store
        let keyrings = try await Self.keyrings(configuration, store: store)
        let identifiers = IdentifierGenerator(now: now)
        let storedValidators = StoredValidators()
        let installed = configuration.validators ?? ValidatorSet([], logger: logger)
        let follower = KeyringFollower(keyrings, store: store, logger: logger)
        let environment = ActionEnvironment(
            database: Database(
                store: store, reviewers: [ValidatorReview(installed: installed, stored: storedValidators)],
                recorder: AuditRecorder(identifiers: identifiers, now: now),
                beforeRepeating: { try await follower.follow(after: $0) }),
            keyrings: keyrings, drivers: configuration.drivers(), identifiers: identifiers, now: now)
        let rotation = KeyringRotation(environment: environment, instance: configuration.instanceName)
        let worker = KeyringWorker(rotation: rotation, logger: logger)
        keyringWorker = worker
        let validators = RuleValidators(environment: environment, installedNames: Set(installed.all.map(\.name)))
        let answers = AnswerCache()
        let prepare: @Sendable () async throws -> Void = {
            answers.forget()
            storedValidators.forget()
            // The file may have a key that the store has not heard of: it was killed in between, or has never seen one.
            try await rotation.settle()
            try await RootGroups(environment: environment).addMissing()
            try await validators.settle()
            worker.wake()
            environment.removalSignal.notify()
        }
        try await prepare()
        // Whoever comes before the mode is followed finds it as it was left.
        if try await store.maintenance().isWanted { environment.gate.close() }
        modes = InstanceModes(
            store: store, gate: environment.gate, name: configuration.instanceName, version: configuration.version,
            keyIDs: { await follower.keyIDs() }, now: now, logger: logger, prepare: prepare)
        let instruments = HTTPInstruments(service: "configstore") { Self.description }
        metricSources = [
            instruments, environment.database, DueWork(environment: environment), installed,
            BuildMetrics(service: "configstore", version: configuration.version),
        ]
        router = ConfigStoreRouter(
            environment: environment, cursorKey: keyrings.current.derivedKey(for: "cursors"),
            apiToken: configuration.apiToken, answers: answers, keyringWorker: keyringWorker,
            validators: validators,
            maintenance: Maintenance(
                store: store, modes: modes, environment: environment, product: configuration.version,
                maxImportBytes: configuration.maxImportBytes, scratchDirectory: configuration.dataDirectory, now: now),
            draining: configuration.draining, instruments: instruments, metricSources: metricSources
        )
        responder = router.routes().buildResponder()
        expiry = Expiry(environment: environment)
        audit = Audit(environment: environment)
        removals = environment.removals
        backup = configuration.backup.map {
            BackupWorker(store: store, settings: $0, leadership: backupLeadership, logger: logger, now: now)
        }
        self.configuration = configuration
        self.logger = logger
    }

    /// Whether it listens on a socket at all.
    package var listens: Bool { configuration.listen != nil }

    /// A transport to this configstore for callers in the same process.
    package var transport: InProcessTransport<RouterResponder<ServiceRequestContext>> {
        InProcessTransport(responder: responder, logger: logger)
    }

    /// Listens, where it is told to, and removes what has expired and what was deleted with something larger, until it is shut down. Then it closes the data.
    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if let address = configuration.listen {
                    let service = HTTPService(
                        responder: responder, address: address, logger: logger, bound: bound,
                        draining: configuration.draining)
                    group.addTask { try await service.run() }
                }
                group.addTask { try await sweep() }
                group.addTask { await cancelWhenGracefulShutdown { await keyringWorker.run() } }
                if let backup { group.addTask { await backup.run() } }
                group.addTask { try await removeDeleted() }
                group.addTask { await followModes() }
                try await group.waitForAll()
            }
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// Removes sessions, states and entries of the audit log whose time is over.
    package func removeOld() async throws {
        try await expiry.removeExpired()
        try await audit.prune(olderThanDays: configuration.auditRetentionDays)
    }

    /// Goes into maintenance and out of it, as is wanted, until it is shut down.
    package func followModes() async {
        _ = try? await cancelWhenGracefulShutdown { try await modes.run() }
    }

    private func sweep() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(60))
                removals.environment.removalSignal.notify()
                do {
                    try await removals.environment.gate.whenOpen { try await removeOld() }
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    logger.warning("what is over stays for now", metadata: ["error": .string("\(error)")])
                }
            }
        }
    }

    /// Goes on where the process before ended, then removes whatever is deleted.
    private func removeDeleted() async throws {
        try? await cancelWhenGracefulShutdown {
            removals.environment.removalSignal.notify()
            for await _ in removals.environment.removalSignal.wakes {
                do {
                    try await removals.sweep(pausing: true)
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    logger.warning("what was deleted stays for now", metadata: ["error": .string("\(error)")])
                }
            }
        }
    }

    /// The keyring, and proof that it is the one that the data was sealed with.
    private static func keyrings(
        _ configuration: ConfigStoreConfiguration, store: any DataStore
    ) async throws -> KeyringHolder {
        let path = configuration.keyringPath
        let proof = try await store.read { try $0.record(KeyringProof.key) }
        let keyring = try Keyring.load(path: path, mayCreate: proof == nil)
        if let proof, !KeyringProof.opens(proof, with: keyring) {
            let state = try await store.record(KeyringStateRecord.key).map(Stored<KeyringStateRecord>.init)?.value
            guard let state, keyring.keyIDs.contains(where: state.retiredKeys.contains) else {
                throw KeyringError.doesNotBelong(path: path)
            }
            throw KeyringError.outdated(path: path, key: state.sealingKey)
        }
        return KeyringHolder(path: path, keyring: keyring)
    }
}
