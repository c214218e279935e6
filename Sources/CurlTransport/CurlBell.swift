import CCurl
import Glibc

/// Wakes up a thread that waits in `poll`.
final class CurlBell: Sendable {
    /// What the thread waits for.
    let descriptor: Int32

    /// Nil when there is no descriptor left.
    init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { return nil }
    }

    deinit {
        close(descriptor)
    }

    func ring() {
        eventfd_write(descriptor, 1)
    }

    func silence() {
        var rings: eventfd_t = 0
        eventfd_read(descriptor, &rings)
    }
}
