import NIOPosix
import ServiceKit
import Synchronization

/// Threads with a connection each, for reads.
final class ReaderPool: Sendable {
    /// A connection that one thread uses at a time: it is in `free`, or with the one job that took it out.
    private struct Lent: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private let threads: NIOThreadPool
    private let free: Mutex<[Lent]>
    private let statements = Atomic(0)

    init(connections: [SQLiteConnection]) {
        threads = NIOThreadPool(numberOfThreads: connections.count)
        free = Mutex(connections.map(Lent.init))
        threads.start()
    }

    /// How many statements were run so far by reads that are done.
    var statementCount: Int { statements.load(ordering: .relaxed) }

    func close() async {
        try? await threads.shutdownGracefully()
    }

    func read<Value: Sendable>(
        _ body: @Sendable @escaping (any Snapshot) throws -> Value
    ) async throws -> Value {
        let deadline = RequestDeadline.current
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            do {
                return try await threads.runIfActive { [self] in
                    // There are as many connections as threads, so one is always free here.
                    guard let lent = free.withLock({ $0.popLast() }) else { throw StoreError.closed }
                    let before = lent.connection.statementCount
                    defer {
                        statements.wrappingAdd(lent.connection.statementCount - before, ordering: .relaxed)
                        free.withLock { $0.append(lent) }
                    }
                    return try Self.run(body, on: lent.connection, deadline: deadline, cancellation: cancellation)
                }
            } catch is NIOThreadPoolError.ThreadPoolInactive {
                throw StoreError.closed
            } catch is CancellationError {
                throw StoreError.cancelled
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    private static func run<Value>(
        _ body: (any Snapshot) throws -> Value, on connection: SQLiteConnection,
        deadline: ContinuousClock.Instant?, cancellation: Cancellation
    ) throws -> Value {
        connection.interruption.begin(deadline: deadline)
        defer { connection.interruption.end() }
        cancellation.attach(connection.interruption)
        defer { cancellation.detach() }
        if connection.interruption.shouldStop { throw connection.interruption.reason }
        try connection.run(.begin)
        defer { try? connection.run(.commit) }
        return try body(SQLiteSnapshot(connection: connection))
    }
}

/// Carries a task's cancellation to the connection that works for it, whichever comes first.
private final class Cancellation: Sendable {
    private struct State {
        var isCancelled = false
        var interruption: Interruption?
    }

    private let state = Mutex(State())

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.interruption?.cancel()
        }
    }

    func attach(_ interruption: Interruption) {
        state.withLock { state in
            state.interruption = interruption
            if state.isCancelled { interruption.cancel() }
        }
    }

    func detach() {
        state.withLock { $0.interruption = nil }
    }
}
