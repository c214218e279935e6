import CSpawn
import Foundation
import Glibc
import Synchronization

/// A process of ours: it has three pipes, a clean environment, a folder, limits, and nothing else from here.
package final class SpawnedProcess: Sendable {
    package let identifier: Int32
    private let state = Mutex(State())

    private struct State {
        /// Set once the identifier may belong to somebody else.
        var status: Int32?
        var nextWaiter = 0
        var waiting: [Int: CheckedContinuation<Int32?, Never>] = [:]
    }

    /// This side's ends of a process's pipes. Whoever gets them closes them.
    struct Pipes {
        let input: Int32
        let output: Int32
        let error: Int32
    }

    private init(identifier: Int32) {
        self.identifier = identifier
    }

    /// Starts a process. Blocks until the kernel has its executable.
    ///
    /// - Throws: `PluginFailure.notRunning` with the reason.
    static func start(
        _ command: PluginCommand, directory: String
    ) throws(PluginFailure) -> (process: SpawnedProcess, pipes: Pipes) {
        var ends: [(read: Int32, write: Int32)] = []
        for _ in 0..<3 {
            var end: (read: Int32, write: Int32) = (-1, -1)
            let failed = sallyport_pipe(&end.read, &end.write)
            if failed != 0 {
                for end in ends { close(end) }
                throw .notRunning(text(failed))
            }
            ends.append(end)
        }
        var identifier: Int32 = 0
        let failed = spawn(
            command, directory, input: ends[0].read, output: ends[1].write, error: ends[2].write, &identifier)
        if failed != 0 {
            for end in ends { close(end) }
            throw .notRunning("\(command.executable): \(text(failed))")
        }
        for descriptor in [ends[0].read, ends[1].write, ends[2].write] { Glibc.close(descriptor) }
        let process = SpawnedProcess(identifier: identifier)
        Thread.detachNewThread { process.waitForEnd() }
        return (process, Pipes(input: ends[0].write, output: ends[1].read, error: ends[2].read))
    }

    /// Sends a signal to the process and to what it has started. Does nothing once it has ended.
    package func signal(_ number: Int32) {
        state.withLock { state in
            if state.status == nil { _ = kill(-identifier, number) }
        }
    }

    /// Its exit status, or 256 and the signal that ended it, once it has ended.
    package var status: Int32 {
        get async {
            // Without a cancellation it is never nil.
            await wait(as: nextWaiter()) ?? -1
        }
    }

    /// The same, or nil when the task is cancelled before.
    var statusUnlessCancelled: Int32? {
        get async {
            let waiter = nextWaiter()
            return await withTaskCancellationHandler {
                await wait(as: waiter, isCancelled: { Task.isCancelled })
            } onCancel: {
                state.withLock { $0.waiting.removeValue(forKey: waiter) }?.resume(returning: nil)
            }
        }
    }

    private func nextWaiter() -> Int {
        state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
    }

    private func wait(as waiter: Int, isCancelled: () -> Bool = { false }) async -> Int32? {
        await withCheckedContinuation { continuation in
            let (isKnown, status): (Bool, Int32?) = state.withLock { state in
                if let status = state.status { return (true, status) }
                // Cancelled before it waits: nobody else will resume it.
                if isCancelled() { return (true, nil) }
                state.waiting[waiter] = continuation
                return (false, nil)
            }
            if isKnown { continuation.resume(returning: status) }
        }
    }

    private func waitForEnd() {
        sallyport_wait_for_end(identifier)
        let (status, waiting) = state.withLock { state in
            // What it started ends with it; until it is reaped, nobody else can have its identifier.
            _ = kill(-identifier, SIGKILL)
            let status = sallyport_reap(identifier)
            state.status = status
            defer { state.waiting = [:] }
            return (status, state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    private static func spawn(
        _ command: PluginCommand, _ directory: String, input: Int32, output: Int32, error: Int32,
        _ identifier: inout pid_t
    ) -> Int32 {
        let environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=\(directory)", "TMPDIR=\(directory)",
        ]
        return withCStrings([command.executable] + command.arguments) { arguments in
            withCStrings(environment) { environment in
                command.executable.withCString { path in
                    directory.withCString { directory in
                        var request = sallyport_spawn_request(
                            path: path, arguments: arguments, environment: environment, directory: directory,
                            input: input, output: output, error: error, memory: UInt64(command.memory),
                            descriptors: UInt64(command.openFiles), fileBytes: UInt64(command.fileBytes))
                        return sallyport_spawn(&request, &identifier)
                    }
                }
            }
        }
    }

    /// Calls `body` with a list of C strings that ends with a null pointer.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var copies = texts.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            guard let list = buffer.baseAddress else {
                preconditionFailure("a list with a null pointer has an address")
            }
            return body(UnsafePointer(list))
        }
    }

    private static func close(_ end: (read: Int32, write: Int32)) {
        Glibc.close(end.read)
        Glibc.close(end.write)
    }

    private static func text(_ error: Int32) -> String { String(cString: strerror(error)) }
}
