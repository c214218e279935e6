import Glibc
import Logging
import ServiceKit
import ServiceLifecycle
import UnixSignals

/// What tells a process to stop: the first signal lets it finish what it does, the second one ends it at once.
struct StopSignals: Sendable {
    private let signals: UnixSignalsSequence

    /// From now on these signals do nothing but what `stop` does.
    init() async {
        signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    }

    /// Does something that the first signal cancels.
    ///
    /// - Throws: What it throws; `CommandFailure` when it was cancelled.
    func cancelling<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let work = Task { try await body() }
        let watch = Task {
            for await _ in signals { work.cancel() }
        }
        defer { watch.cancel() }
        do {
            return try await work.value
        } catch {
            if work.isCancelled { throw CommandFailure("told to stop: nothing has changed") }
            throw error
        }
    }

    /// Waits for signals. After the first one the process says that it is not ready, for as long as those who send requests
    /// need to notice; then its services are shut down.
    ///
    /// - Parameter seconds: How long it says so and answers all the same.
    func stop(_ group: ServiceGroup, after seconds: Int, _ draining: Draining, _ logger: Logger) async {
        await withDiscardingTaskGroup { tasks in
            var isStopping = false
            for await _ in signals {
                if isStopping {
                    logger.warning("told to stop again: what is under way is cut off")
                    _exit(EXIT_FAILURE)
                }
                isStopping = true
                logger.info("told to stop", metadata: ["drain_seconds": .stringConvertible(seconds)])
                draining.begin()
                tasks.addTask {
                    try? await Task.sleep(for: .seconds(seconds))
                    await group.triggerGracefulShutdown()
                }
            }
        }
    }
}
