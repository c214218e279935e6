import Foundation
import Glibc

/// Files that are the old or the new one, whole, whatever happens while they are replaced.
enum DurableFile {
    /// Takes the place of a file: written beside it, synced, moved, and the folder synced.
    static func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        let isWritten = bytes.withUnsafeBytes { raw in write(descriptor, raw.baseAddress, raw.count) == raw.count }
        let isSynced = isWritten && fsync(descriptor) == 0
        Glibc.close(descriptor)
        guard isSynced else { throw failure(temporary) }
        try move(temporary, to: path)
    }

    /// Gives a file another name in the same folder, durably.
    static func move(_ from: String, to path: String) throws(StoreError) {
        guard rename(from, path) == 0 else { throw failure(path) }
        try sync((path as NSString).deletingLastPathComponent, flags: O_DIRECTORY)
    }

    /// Brings what was written into a file or folder onto the disk.
    static func sync(_ path: String, flags: Int32 = 0) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else { throw failure(path) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> StoreError {
        .unavailable("\(path): \(String(cString: strerror(errno)))")
    }
}
