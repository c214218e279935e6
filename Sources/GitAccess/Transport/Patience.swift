import Glibc
import Synchronization

/// How long blocking work may go on: until a deadline, or until its task is cancelled.
final class Patience: Sendable {
    let deadline: ContinuousClock.Instant
    private let isCancelled = Mutex(false)

    init(deadline: ContinuousClock.Instant) { self.deadline = deadline }

    func cancel() { isCancelled.withLock { $0 = true } }

    func check() throws(GitError) {
        if isCancelled.withLock({ $0 }) { throw .cancelled }
        if ContinuousClock.now >= deadline { throw .timedOut }
    }

    /// Waits until a socket can be read or written.
    func wait(for descriptor: Int32, toRead: Bool, toWrite: Bool) throws(GitError) {
        var poll = pollfd(fd: descriptor, events: Int16((toRead ? POLLIN : 0) | (toWrite ? POLLOUT : 0)), revents: 0)
        // In slices, so that a cancellation is seen.
        while true {
            try check()
            let count = Glibc.poll(&poll, 1, 100)
            if count > 0 { return }
            if count < 0, errno != EINTR { throw .connectionFailed("it broke") }
        }
    }
}
