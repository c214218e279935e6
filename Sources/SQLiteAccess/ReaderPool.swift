import Glibc
package import Instruments
import NIOPosix
import Synchronization

/// Threads with a connection each, for reads.
package final class ReaderPool: Sendable {
    /// A connection that one thread uses at a time: it is in `free`, or with the one job that took it out.
    private struct Lent: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private let threads: NIOThreadPool
    private let free: Mutex<[Lent]>
    private let statements = Atomic(0)
    private let path: String
    private let threadCount: Int
    private let begun = Counter()
    private let ended = Counter()

    package init(path: String, count: Int) throws(SQLiteError) {
        var connections: [Lent] = []
        for _ in 0..<count { connections.append(Lent(connection: try SQLiteConnection(path: path, readOnly: true))) }
        self.path = path
        threadCount = count
        threads = NIOThreadPool(numberOfThreads: count)
        free = Mutex(connections)
        threads.start()
    }

    /// Where nobody closed it, its threads end all the same.
    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// How many statements were run so far by reads that are done.
    package var statementCount: Int { statements.load(ordering: .relaxed) }

    package func close() async {
        try? await threads.shutdownGracefully()
    }

    /// - Parameters:
    ///   - deadline: When it must be done.
    ///   - body: Reads on a connection that is its own until it returns.
    /// - Throws: `SQLiteError`, and what `body` throws.
    package func read<Value: Sendable>(
        deadline: ContinuousClock.Instant?, _ body: @Sendable @escaping (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        let cancellation = Cancellation()
        begun.add()
        defer { ended.add() }
        return try await withTaskCancellationHandler {
            do {
                return try await threads.runIfActive { [self] in
                    // There are as many connections as threads, so one is always free here.
                    guard let lent = free.withLock({ $0.popLast() }) else { throw SQLiteError.closed }
                    let before = lent.connection.statementCount
                    defer {
                        statements.wrappingAdd(lent.connection.statementCount - before, ordering: .relaxed)
                        free.withLock { $0.append(lent) }
                    }
                    return try Self.run(body, on: lent.connection, deadline: deadline, cancellation: cancellation)
                }
            } catch is NIOThreadPoolError.ThreadPoolInactive {
                throw SQLiteError.closed
            } catch is CancellationError {
                throw SQLiteError.cancelled
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// What it has counted, and what its files take.
    ///
    /// - Parameter database: What the database is called there.
    package func metrics(database: String) -> [Metric] {
        let labels = [Metric.Label("database", database)]
        let running = threadCount - free.withLock { $0.count }
        let waiting = max(0, begun.value - ended.value - running)
        let files = [("main", path), ("log", path + "-wal")].map { file, path in
            Metric.Sample(labels + [Metric.Label("file", file)], Double(Self.size(of: path)))
        }
        return [
            .counter("sallyport_reads_total", "Reads that were begun", begun.value, labels),
            .gauge("sallyport_reads_waiting", "Reads that wait for a thread", Double(waiting), labels),
            Metric(.gauge, "sallyport_database_bytes", "What a database's files take", files),
        ]
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func run<Value>(
        _ body: (SQLiteConnection) throws -> Value, on connection: SQLiteConnection,
        deadline: ContinuousClock.Instant?, cancellation: Cancellation
    ) throws -> Value {
        connection.interruption.begin(deadline: deadline)
        defer { connection.interruption.end() }
        cancellation.attach(connection.interruption)
        defer { cancellation.detach() }
        if connection.interruption.shouldStop { throw connection.interruption.reason }
        return try body(connection)
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
