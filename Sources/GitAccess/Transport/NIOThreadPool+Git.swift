import NIOPosix

extension NIOThreadPool {
    /// Runs what blocks, and makes it end soon when the task is cancelled.
    func run<Value: Sendable>(
        _ patience: Patience, _ work: @Sendable @escaping () throws(GitError) -> Value
    ) async throws(GitError) -> Value {
        do {
            return try await withTaskCancellationHandler {
                try await runIfActive {
                    // The deadline counts while waiting for a thread, too.
                    try patience.check()
                    return try work()
                }
            } onCancel: {
                patience.cancel()
            }
        } catch let error as GitError {
            throw error
        } catch {
            throw .cancelled
        }
    }
}
