import NIOPosix

/// Threads for waiting for ssh servers and for unpacking. They are there as long as somebody has this object.
final class GitThreads: Sendable {
    /// How many readings are at that at once; the others wait.
    private static let count = 8

    let pool = NIOThreadPool(numberOfThreads: GitThreads.count)

    init() {
        pool.start()
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }
}
