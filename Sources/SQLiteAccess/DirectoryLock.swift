import Foundation
import Glibc
import Synchronization

/// Keeps a second process out of a data folder for as long as this one has it. The folder is made when it is missing; only
/// its owner may enter it.
package final class DirectoryLock: Sendable {
    private let descriptor: Mutex<Int32>

    package init(directory: String) throws(SQLiteError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .unusable("\(directory) can't be made: name a folder, or a new one in a folder that can be written")
        }
        let path = directory + "/lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw .unusable("\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(opened)
            throw .unusable("\(directory) is in use by another process: stop it, or use another data folder")
        }
        descriptor = Mutex(opened)
    }

    deinit {
        release()
    }

    package func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 {
                // A child that is just being started has a copy of the descriptor: closing ours would not free the lock.
                flock(descriptor, LOCK_UN)
                Glibc.close(descriptor)
            }
            descriptor = -1
        }
    }
}
