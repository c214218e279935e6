import ConfigStore
import GatewayClient
import Synchronization

/// The installation behind a gateway, as something to migrate away from.
final class RunningInstallation: MigrationSource {
    private let client: GatewayClient
    /// Whether this has asked for maintenance, which nobody else wants.
    private let hasPaused = Mutex(false)
    private static let maxPauseSeconds = 120.0
    /// How long after this process's last word the installation goes on by itself.
    private static let leaseSeconds = 20
    private static let renewal = Duration.seconds(5)
    /// How many renewals may fail in a row: the next one would come too late.
    private static let maxFailures = 2

    init(client: GatewayClient) {
        self.client = client
    }

    func size() async throws -> Int {
        try await client.generations().first { $0.isCurrent }?.bytes ?? 0
    }

    func export(_ receive: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
        // What the receiver throws is said, and not that the transfer has ended.
        let failure = Mutex((any Error)?.none)
        do throws(GatewayClientError) {
            try await client.export { piece in
                do {
                    try await receive(piece)
                } catch {
                    failure.withLock { $0 = error }
                    throw error
                }
            }
        } catch {
            throw failure.withLock { $0 } ?? error
        }
    }

    func pause() async throws {
        var status = try await client.maintenance()
        // One with a lease is of a command that was killed.
        if !status.isWanted || status.leaseSeconds != nil {
            hasPaused.withLock { $0 = true }
            status = try await client.enableMaintenance(leaseSeconds: Self.leaseSeconds)
        }
        try await reached(status)
    }

    func keepPaused() async throws {
        var failures = 0
        while true {
            try await Task.sleep(for: Self.renewal)
            guard hasPaused.withLock({ $0 }) else { continue }
            do {
                _ = try await client.enableMaintenance(leaseSeconds: Self.leaseSeconds)
                failures = 0
            } catch {
                failures += 1
                if failures > Self.maxFailures { throw error }
            }
        }
    }

    func isPaused() async throws -> Bool {
        let status = try await client.maintenance()
        return status.isWanted && status.isReached
    }

    func stayPaused(at revision: Int) async throws -> Bool {
        let status = try await reached(try await client.enableMaintenance())
        return status.instances.allSatisfy { $0.revision == revision }
    }

    func resume() async {
        guard hasPaused.withLock({ $0 }) else { return }
        do {
            _ = try await client.disableMaintenance()
        } catch {
            Terminal.complain("maintenance is still on: end it with maintenance disable (\(error))")
        }
    }

    /// Waits until every instance is in maintenance, and has all that was written before: then each of them exports the same.
    @discardableResult
    private func reached(_ begun: MaintenanceStatus) async throws -> MaintenanceStatus {
        var status = begun
        let end = ContinuousClock.now + .seconds(Self.maxPauseSeconds)
        while !status.isReached || Set(status.instances.map(\.revision)).count > 1 {
            guard ContinuousClock.now < end else {
                let left = status.instances.filter { $0.mode != "maintenance" }.map(\.name)
                throw CommandFailure("these instances do not go into maintenance: \(left.joined(separator: ", "))")
            }
            try await Task.sleep(for: .milliseconds(200))
            status = try await client.maintenance()
        }
        return status
    }
}
