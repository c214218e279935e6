import Glibc
import SQLiteAccess

/// What is large of the deliveries: a file of blocks beside the database, which says what is where. It is written once, in
/// large pieces; in the database it would be written page by page, to the log and again to the file.
final class ContentFile: Sendable {
    static let blockBytes = 4_096

    private let descriptor: Int32
    private let path: String

    /// Opens the file, which is made when it is missing.
    init(directory: String) throws(SQLiteError) {
        path = directory + "/content"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable("\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        // Its name has to be as durable as what is written into it.
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { Glibc.close(folder) }
        guard folder >= 0, fsync(folder) == 0 else {
            throw .unusable("\(directory) can't be synced: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// How many blocks so many bytes take.
    static func blocks(_ byteCount: Int) -> Int { (byteCount + blockBytes - 1) / blockBytes }

    /// Writes bytes from the beginning of a block on.
    func write(_ bytes: [UInt8], at block: Int) throws(SQLiteError) {
        let isWritten = bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = pwrite(
                    descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done,
                    off_t(block * Self.blockBytes + done))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
        if !isWritten { throw failure() }
    }

    /// Makes what was written durable.
    func sync() throws(SQLiteError) {
        guard fdatasync(descriptor) == 0 else { throw failure() }
    }

    /// Reads a part of what is in some extents, one behind the other.
    func read(_ range: Range<Int>, of extents: [Extent]) throws(SQLiteError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var passed = 0
        for extent in extents {
            let size = extent.count * Self.blockBytes
            let part = range.clamped(to: passed..<passed + size)
            if !part.isEmpty {
                try append(part.count, at: extent.start * Self.blockBytes + part.lowerBound - passed, to: &bytes)
            }
            passed += size
        }
        guard bytes.count == range.count else { throw .unavailable("\(path) lacks a part: restore a backup") }
        return bytes
    }

    private func append(_ count: Int, at place: Int, to bytes: inout [UInt8]) throws(SQLiteError) {
        var result = 0
        let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                result = pread(
                    descriptor, buffer.baseAddress.map { $0 + initialized }, count - initialized,
                    off_t(place + initialized))
                if result < 0, errno == EINTR { continue }
                guard result > 0 else { return }
                initialized += result
            }
        }
        if result < 0 { throw failure() }
        if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }

    private func failure() -> SQLiteError {
        let code = errno
        let text = "\(path): \(String(cString: strerror(code)))"
        return [ENOSPC, EDQUOT, EFBIG].contains(code) ? .full(text) : .unavailable(text)
    }
}
