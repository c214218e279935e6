import Glibc
import SQLiteAccess

/// What is large of the deliveries: a file of blocks beside the database, which says what is where. It is written once, in
/// large pieces; in the database it would be written page by page, to the log and again to the file.
final class ContentFile: Sendable {
    static let blockBytes = 4_096

    private let descriptor: Int32
    /// The same file for writes past the kernel's cache, which would be copied there first: hardly anything is read soon. Nil where
    /// the file system has no such writes.
    private let direct: Int32?
    private let path: String

    /// Opens the file, which is made when it is missing.
    init(directory: String) throws(SQLiteError) {
        path = directory + "/content"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable("\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        let direct = open(path, O_WRONLY | O_CLOEXEC | Self.directFlag)
        self.direct = direct < 0 ? nil : direct
        // Its name has to be as durable as what is written into it.
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { Glibc.close(folder) }
        guard folder >= 0, fsync(folder) == 0 else {
            throw .unusable("\(directory) can't be synced: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        if let direct { Glibc.close(direct) }
        Glibc.close(descriptor)
    }

    /// O_DIRECT, a macro that Swift can't read.
    #if arch(arm64)
        private static let directFlag: Int32 = 0o200000
    #else
        private static let directFlag: Int32 = 0o40000
    #endif

    /// How many blocks so many bytes take.
    static func blocks(_ byteCount: Int) -> Int { (byteCount + blockBytes - 1) / blockBytes }

    /// Writes whole blocks, in memory that begins at a page.
    func write(_ bytes: UnsafeRawBufferPointer, at block: Int) throws(SQLiteError) {
        if let direct, Self.write(bytes, at: block * Self.blockBytes, to: direct) { return }
        // What a device has no room for, or wants in larger blocks, is refused there as well, or written.
        if !Self.write(bytes, at: block * Self.blockBytes, to: descriptor) { throw failure() }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, at place: Int, to descriptor: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(place + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
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
