import Foundation
import Logging
import Synchronization

/// Brings this instance into maintenance and out of it, as it is wanted, and tells the others what it does.
final class InstanceModes: Sendable {
    let store: any DataStore
    let gate: MaintenanceGate
    let name: String
    let version: String
    /// The keys that it has in its keyring by now.
    let keyIDs: @Sendable () async -> [String]
    let now: @Sendable () -> Date
    let logger: Logger
    /// What has to be done before everything is served again: the data may be others.
    let prepare: @Sendable () async throws -> Void
    private let mode = Mutex(InstanceReport.Mode.normal)

    init(
        store: any DataStore, gate: MaintenanceGate, name: String, version: String,
        keyIDs: @escaping @Sendable () async -> [String], now: @escaping @Sendable () -> Date, logger: Logger,
        prepare: @escaping @Sendable () async throws -> Void
    ) {
        self.store = store
        self.gate = gate
        self.name = name
        self.version = version
        self.keyIDs = keyIDs
        self.now = now
        self.logger = logger
        self.prepare = prepare
    }

    /// What this instance does now.
    var current: InstanceReport.Mode { mode.withLock { $0 } }

    /// Follows what is wanted until it is cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.follow() }
            group.addTask {
                while true {
                    try await self.again { try await self.report() }
                    try await Task.sleep(for: Self.renewal)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Puts up what this instance does, as it is now.
    func report() async throws {
        try await store.report(
            InstanceReport(
                name: name, version: version, mode: current, revision: store.revision, lastSeen: now(),
                keys: await keyIDs()))
    }

    /// How often a report is renewed that says nothing new.
    private static let renewal: Duration = .seconds(2)

    private func follow() async throws {
        var wish = MaintenanceWish(isWanted: false)
        while true {
            let known = wish
            wish = try await again { try await self.wish(otherThan: known) }
            if wish.isWanted == known.isWanted { continue }
            if wish.isWanted {
                try await change(to: .entering)
                gate.close()
                try await gate.drained()
                try await change(to: .maintenance)
            } else {
                try await change(to: .leaving)
                try await again { try await self.prepare() }
                gate.open()
                try await change(to: .normal)
            }
        }
    }

    /// Waits until something else is wanted; a lease that nobody renews is ended. How long it is there every instance
    /// measures for itself, from when it has heard of it: so no clock has to be right.
    private func wish(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        try await withThrowingTaskGroup(of: MaintenanceWish?.self) { group in
            group.addTask { try await self.store.maintenance(otherThan: known) }
            if let seconds = known.leaseSeconds {
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds))
                    self.logger.notice("whoever wanted maintenance has not asked again: it ends")
                    try await self.store.endMaintenance(wantedBy: known)
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let next { return next }
            }
            throw CancellationError()
        }
    }

    private func change(to next: InstanceReport.Mode) async throws {
        mode.withLock { $0 = next }
        logger.info("the mode changes", metadata: ["mode": .string(next.rawValue)])
        try await again { try await self.report() }
    }

    /// Does something until it works: a store that can't be reached for a while must not end this.
    private func again<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        while true {
            do {
                return try await body()
            } catch StoreError.closed, StoreError.cancelled {
                throw CancellationError()
            } catch let error where !(error is CancellationError) {
                logger.warning("the mode stays for now", metadata: ["error": .string("\(error)")])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
