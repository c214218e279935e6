// Whichever of these two the compiler meets first defines `stat`.
import CoreFoundation
import Glibc
import NIOPosix

/// What says that a file is another one than before, without reading it. One that is not there has a stamp as well: it is
/// another one as soon as it is.
struct FileStamp: Sendable, Hashable {
    private let inode: UInt64
    private let size: Int64
    private let modified: [Int]
    private let changed: [Int]

    init(_ path: String) {
        var status = stat()
        if stat(path, &status) != 0 { status = stat() }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    /// The stamps of files, looked at where nobody waits for the thread.
    static func all(of paths: some Collection<String> & Sendable) async -> [String: FileStamp] {
        let stamps = try? await NIOThreadPool.singleton.runIfActive {
            paths.reduce(into: [String: FileStamp]()) { $0[$1] = FileStamp($1) }
        }
        return stamps ?? [:]
    }
}
