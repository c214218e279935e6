import Foundation
import Glibc
import NIOPosix

/// Objects in a folder: each is a file, written beside it and renamed.
///
/// `<root>/data` has the objects: a key's folders by their names, and its file with `.object` behind its name. `<root>/tmp` has
/// what is being written. Several processes may use the same root. Files are read and written on threads of its own.
package final class PosixObjectStorage: ObjectStorage {
    let root: String
    private let threads = NIOThreadPool(numberOfThreads: 2)

    var temporary: String { root + "/tmp" }

    /// Makes the folders where they are missing, and removes what was being written when a process ended.
    ///
    /// - Parameter root: The folder; only its owner may enter it when it is made here.
    /// - Throws: `ObjectStorageError`.
    package init(root: String) throws(ObjectStorageError) {
        self.root = root
        do {
            for folder in [root, root + "/data", root + "/tmp"] {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw ObjectStorageError(
                .forbidden, "\(root) can't be made: name a folder, or a new one in a folder that can be written")
        }
        PosixTemporaryFile.removeLeftovers(in: temporary)
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    package func put<Chunks: AsyncSequence & Sendable>(
        _ key: ObjectKey, size: Int?, _ chunks: Chunks
    ) async throws where Chunks.Element == [UInt8] {
        let file = try await blocking { [temporary] () throws(ObjectStorageError) in
            try PosixTemporaryFile(in: temporary)
        }
        var written = 0
        // Whatever happens, the file goes: with its last reference.
        for try await chunk in chunks {
            written += chunk.count
            if let size, written > size { throw Self.wrongSize(key, size, written) }
            try await blocking { () throws(ObjectStorageError) in try file.write(chunk) }
        }
        if let size, written != size { throw Self.wrongSize(key, size, written) }
        let tree = tree
        try await blocking { () throws(ObjectStorageError) in
            try file.synchronize()
            try tree.place(file, at: key)
        }
    }

    package func get(_ entry: ObjectEntry, range: Range<Int>) async throws(ObjectStorageError) -> [UInt8] {
        guard range.count <= ObjectRange.maxBytes else {
            throw ObjectStorageError(.refused, "at most \(ObjectRange.maxBytes) bytes are read at once")
        }
        let tree = tree
        return try await blocking { () throws(ObjectStorageError) in try tree.read(entry, range) }
    }

    package func head(_ key: ObjectKey) async throws(ObjectStorageError) -> ObjectEntry? {
        let tree = tree
        return try await blocking { () throws(ObjectStorageError) in try tree.entry(key) }
    }

    package func delete(_ key: ObjectKey) async throws(ObjectStorageError) {
        let tree = tree
        try await blocking { () throws(ObjectStorageError) in try tree.remove(key) }
    }

    package func list(
        prefix: String, after: String?, limit: Int
    ) async throws(ObjectStorageError) -> ObjectPage {
        let tree = tree
        return try await blocking { () throws(ObjectStorageError) in
            try PosixListing(tree: tree, prefix: prefix, after: after, limit: max(1, min(limit, 1_000))).page()
        }
    }

    private var tree: PosixTree { PosixTree(folder: root + "/data") }

    /// Runs what blocks on the storage's threads. What has begun is finished, whether the task is cancelled or not.
    private func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(ObjectStorageError) -> Value
    ) async throws(ObjectStorageError) -> Value {
        if Task.isCancelled { throw ObjectStorageError(.cancelled, "the task was cancelled") }
        do {
            return try await threads.runIfActive { try work() }
        } catch let error as ObjectStorageError {
            throw error
        } catch {
            throw ObjectStorageError(.cancelled, "the storage is closed, or the task was cancelled")
        }
    }

    private static func wrongSize(_ key: ObjectKey, _ size: Int, _ written: Int) -> ObjectStorageError {
        ObjectStorageError(.wrongSize, "\(key) was to have \(size) bytes, and \(written) came")
    }
}

extension ObjectStorageError {
    /// What the system said when a file was used.
    init(errno number: Int32, _ what: String) {
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT, EFBIG: .full
            case EACCES, EPERM, EROFS: .forbidden
            case ENOENT: .notFound
            default: .unavailable
            }
        self.init(code, "\(what): \(String(cString: strerror(number)))")
    }
}
