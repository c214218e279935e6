import ConfigStore
import Foundation
import Glibc
import Synchronization

/// Where an export goes: standard output, or a file that is there once it is whole, and that only its owner can read.
final class ExportDestination: Sendable {
    private struct State {
        var count = 0
        /// What seals it for another installation.
        var transfer: ExportTransfer?
        var failure: CommandFailure?
    }

    /// Nil for standard output.
    private let path: String?
    private let temporary: String
    private let handle: FileHandle
    private let state: Mutex<State>

    /// - Parameters:
    ///   - path: The file; `-` is standard output.
    ///   - transfer: What seals it for another installation; nil where it stays as it is.
    /// - Throws: `CommandFailure`.
    init(_ path: String, transfer: ExportTransfer? = nil) throws(CommandFailure) {
        state = Mutex(State(transfer: transfer))
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
    /// Why something could not be sealed or written.
    var failure: CommandFailure? { state.withLock { $0.failure } }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        try put(try transferred { try $0.take(bytes) } ?? bytes)
    }

    /// What another installation takes of it; nil where it stays as it is.
    private func transferred(
        _ body: (inout ExportTransfer) throws -> [UInt8]
    ) throws(CommandFailure) -> [UInt8]? {
        let result: Result<[UInt8]?, CommandFailure> = state.withLock { state in
            guard var transfer = state.transfer else { return .success(nil) }
            // Nothing of it is shared meanwhile, so nothing is copied.
            state.transfer = nil
            defer { state.transfer = transfer }
            do {
                return .success(try body(&transfer))
            } catch {
                let failure = CommandFailure("the export can't be sealed for another installation: \(error)")
                state.failure = failure
                return .failure(failure)
            }
        }
        return try result.get()
    }

    private func put(_ bytes: [UInt8]) throws(CommandFailure) {
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

    /// Writes what is left, and puts the file where it belongs.
    func finish() throws(CommandFailure) {
        if let end = try transferred({ try $0.finish() }) { try put(end) }
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
