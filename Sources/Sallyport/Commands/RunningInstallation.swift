import ConfigStore
import GatewayClient
import Synchronization

/// The installation behind a gateway, as something to migrate away from.
final class RunningInstallation: MigrationSource {
    private let client: GatewayClient
    /// Whether this has asked for maintenance, which nobody wanted before.
    private let hasPaused = Mutex(false)
    private static let maxPauseSeconds = 120.0

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
        if !status.isWanted {
            hasPaused.withLock { $0 = true }
            status = try await client.enableMaintenance()
        }
        let end = ContinuousClock.now + .seconds(Self.maxPauseSeconds)
        while !status.isReached {
            guard ContinuousClock.now < end else {
                let left = status.instances.filter { $0.mode != "maintenance" }.map(\.name)
                throw CommandFailure("these instances do not go into maintenance: \(left.joined(separator: ", "))")
            }
            try await Task.sleep(for: .milliseconds(200))
            status = try await client.maintenance()
        }
    }

    func isPaused() async throws -> Bool {
        let status = try await client.maintenance()
        return status.isWanted && status.isReached
    }

    func resume() async {
        guard hasPaused.withLock({ $0 }) else { return }
        do {
            _ = try await client.disableMaintenance()
        } catch {
            Terminal.complain("maintenance is still on: end it with maintenance disable (\(error))")
        }
    }
}
