import NIOPosix
import SQLiteAccess

extension NIOThreadPool {
    /// Runs what works on a database on one of these threads.
    ///
    /// - Throws: `StoreError` for what SQLite refuses and for a pool that has ended, and what `body` throws.
    func runOnStore<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        do {
            return try await runIfActive(body)
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch is NIOThreadPoolError.ThreadPoolInactive {
            throw StoreError.closed
        } catch is CancellationError {
            throw StoreError.cancelled
        }
    }
}
