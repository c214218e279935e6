import Foundation
import Logging
import ServiceKit

/// Seals secrets again in the background, whenever there is a rotation to finish.
struct KeyringWorker: Sendable {
    let rotation: KeyringRotation
    let logger: Logger
    private let wakes = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(rotation: KeyringRotation, logger: Logger) {
        self.rotation = rotation
        self.logger = logger
        // What was not finished before.
        wake()
    }

    /// Says that there may be something to do.
    func wake() {
        wakes.continuation.yield()
    }

    /// Works until it is cancelled.
    func run() async {
        for await _ in wakes.stream {
            do {
                try await finish()
            } catch {
                return
            }
        }
    }

    private func finish() async throws {
        var limit = KeyringRotation.batch
        while true {
            try Task.checkCancellation()
            do {
                let progress = try await rotation.environment.gate.whenOpen {
                    try await rotation.reseal(limit: limit, logger: logger)
                }
                switch progress {
                case .isDone: return
                case .waits: try await Task.sleep(for: .seconds(1))
                case .goesOn: limit = min(limit * 2, KeyringRotation.batch)
                }
            } catch let error as ServiceError where error.code == "changedMeanwhile" {
                // Somebody keeps changing one of them: fewer at a time get through.
                limit = max(1, limit / 4)
            } catch StoreError.closed {
                throw CancellationError()
            } catch let error where !(error is CancellationError) {
                logger.warning("secrets are sealed again later", metadata: ["error": .string("\(error)")])
                try await Task.sleep(for: .seconds(5))
            }
        }
    }
}
