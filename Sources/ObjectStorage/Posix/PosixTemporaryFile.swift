import Foundation
import Glibc
import Synchronization

/// A file that is being written, locked so that nobody takes it for a leftover; it goes with this object.
final class PosixTemporaryFile: Sendable {
    let path: String
    private let descriptor: Int32
    private let isPlaced = Mutex(false)

    init(in folder: String) throws(ObjectStorageError) {
        path = folder + "/" + UUID().uuidString
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ObjectStorageError(errno: errno, "\(folder) can't be written") }
        flock(descriptor, LOCK_EX)
    }

    deinit {
        if !isPlaced.withLock({ $0 }) { unlink(path) }
        close(descriptor)
    }

    func write(_ bytes: [UInt8]) throws(ObjectStorageError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ObjectStorageError(errno: errno, "\(path) can't be written") }
            written += count
        }
    }

    func synchronize() throws(ObjectStorageError) {
        guard fsync(descriptor) == 0 else { throw ObjectStorageError(errno: errno, "\(path) can't be written") }
    }

    /// Moves it to where it is to be. False when the folder there is missing.
    func move(to target: String) throws(ObjectStorageError) -> Bool {
        guard rename(path, target) == 0 else {
            if errno == ENOENT, access(path, F_OK) == 0 { return false }
            throw ObjectStorageError(errno: errno, "\(target) can't be written")
        }
        isPlaced.withLock { $0 = true }
        return true
    }

    /// Removes what nobody is writing any more.
    static func removeLeftovers(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = folder + "/" + name
            let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }
}
