import Foundation
import Glibc
import Synchronization

/// Lines in a file that outlive the process: a line is in the file once `append` returns.
final class Journal: Sendable {
    /// Whole lines that were there when it was opened.
    let lines: [String]
    private let file: Mutex<Int32>

    /// Opens a file, which is made when it is missing. What a kill has left of a last line is cut off.
    init(_ path: String) throws {
        let before = FileManager.default.contents(atPath: path) ?? Data()
        let whole = before.prefix((before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, off_t(whole.count)) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        lines = String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
        file = Mutex(descriptor)
    }

    func append(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        let isWritten = file.withLock { write($0, bytes, bytes.count) == bytes.count }
        precondition(isWritten, "a line can't be written")
    }
}
