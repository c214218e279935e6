import Foundation
import Glibc
import Synchronization

/// Where an export goes: standard output, or a file that is there once it is whole, and that only its owner can read.
final class ExportDestination: Sendable {
    private struct State {
        var count = 0
        var failure: CommandFailure?
    }

    /// Nil for standard output.
    private let path: String?
    private let temporary: String
    private let handle: FileHandle
    private let state = Mutex(State())

    /// - Parameter path: The file; `-` is standard output.
    /// - Throws: `CommandFailure`.
    init(_ path: String) throws(CommandFailure) {
        self.path = path == "-" ? nil : path
        temporary = "\(path).\(UUID().uuidString)"
        guard path != "-" else {
            handle = .standardOutput
            return
        }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure("\(path) can't be written: \(Self.reason)") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// How many bytes were written.
    var count: Int { state.withLock { $0.count } }
    /// Why something could not be written.
    var failure: CommandFailure? { state.withLock { $0.failure } }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            let failure = CommandFailure(
                "\(path ?? "standard output") can't be written: make room, or name another file")
            state.withLock { $0.failure = failure }
            throw failure
        }
        state.withLock { $0.count += bytes.count }
    }

    /// Puts the file where it belongs.
    func finish() throws(CommandFailure) {
        guard let path else { return }
        guard fsync(handle.fileDescriptor) == 0, rename(temporary, path) == 0 else {
            discard()
            throw CommandFailure("\(path) can't be written: \(Self.reason)")
        }
    }

    func discard() {
        if path != nil { unlink(temporary) }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
