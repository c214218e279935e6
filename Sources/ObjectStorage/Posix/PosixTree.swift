import Foundation
import Glibc

/// The folder of the objects: which file a key is, and what is done with it.
struct PosixTree: Sendable {
    let folder: String

    /// How often a folder is made again that somebody who deletes has just removed.
    private static let maxAttempts = 16

    func file(of key: ObjectKey) -> String { folder + "/" + key.text + ObjectKey.fileSuffix }

    /// Moves a file that is whole and synced to its key, and makes that durable.
    func place(_ file: PosixTemporaryFile, at key: ObjectKey) throws(ObjectStorageError) {
        let target = self.file(of: key)
        for _ in 0..<Self.maxAttempts {
            try makeFolders(of: key)
            guard try file.move(to: target) else { continue }
            return try synchronizeFolders(of: key)
        }
        throw ObjectStorageError(.unavailable, "\(target) can't be written: its folder is removed again and again")
    }

    func entry(_ key: ObjectKey) throws(ObjectStorageError) -> ObjectEntry? {
        var status = stat()
        guard lstat(file(of: key), &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw ObjectStorageError(errno: errno, "\(key) can't be read")
        }
        return ObjectEntry(key: key, size: Int(status.st_size), version: Self.version(status))
    }

    func read(_ entry: ObjectEntry, _ range: Range<Int>) throws(ObjectStorageError) -> [UInt8] {
        let descriptor = open(file(of: entry.key), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw ObjectStorageError(errno: errno, "\(entry.key) can't be read") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw ObjectStorageError(errno: errno, "\(entry.key) can't be read")
        }
        guard Self.version(status) == entry.version else {
            throw ObjectStorageError(.changed, "\(entry.key) was replaced while it was read")
        }
        let length = max(0, min(range.upperBound, entry.size) - range.lowerBound)
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            while count < length {
                let read = pread(
                    descriptor, buffer.baseAddress.map { $0 + count }, length - count, range.lowerBound + count)
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                guard read > 0 else { return }
                count += read
            }
        }
        if let failure { throw ObjectStorageError(errno: failure, "\(entry.key) can't be read") }
        return bytes
    }

    func remove(_ key: ObjectKey) throws(ObjectStorageError) {
        let path = file(of: key)
        guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw ObjectStorageError(errno: errno, "\(key) can't be removed")
        }
        // Folders that nothing is in any more go too, up to one that has something.
        var parent = key.segments.dropLast()
        while !parent.isEmpty, rmdir(folder + "/" + parent.joined(separator: "/")) == 0 { parent.removeLast() }
        guard access(path.parentFolder, F_OK) == 0 else { return }
        try Self.synchronize(path.parentFolder)
    }

    /// Another one for each file that was ever at a key: a renamed file keeps its number and its time.
    private static func version(_ status: stat) -> String {
        "\(status.st_ino)-\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)-\(status.st_size)"
    }

    private func makeFolders(of key: ObjectKey) throws(ObjectStorageError) {
        var path = folder
        for segment in key.segments.dropLast() {
            path += "/" + segment
            // Missing again: whoever deletes has removed the one above. Then the whole is tried again.
            guard mkdir(path, 0o700) == 0 || errno == EEXIST || errno == ENOENT else {
                throw ObjectStorageError(errno: errno, "\(path) can't be made")
            }
        }
    }

    private func synchronizeFolders(of key: ObjectKey) throws(ObjectStorageError) {
        var path = file(of: key).parentFolder
        while true {
            try Self.synchronize(path)
            if path.utf8.count <= folder.utf8.count { return }
            path = path.parentFolder
        }
    }

    private static func synchronize(_ folder: String) throws(ObjectStorageError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ObjectStorageError(errno: errno, "\(folder) can't be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw ObjectStorageError(errno: errno, "\(folder) can't be written") }
    }
}

extension String {
    /// The path without what is behind its last slash.
    fileprivate var parentFolder: String {
        String(self[..<(lastIndex(of: "/") ?? startIndex)])
    }
}
