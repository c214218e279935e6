import CCurl
import Glibc

/// Waits for what libcurl waits for, which it says through callbacks: so only what has happened is looked at. Otherwise libcurl
/// asks the kernel about every transfer, whenever anything happens to one of them.
///
/// Used by the worker's thread alone, but for its bell.
final class CurlPoller {
    /// Rung from any thread.
    let bell: CurlBell
    private let multi: UnsafeMutableRawPointer
    /// Descriptors, and what each is waited for; the bell's comes first.
    private var watched: [pollfd]
    /// When libcurl wants to be called although nothing has happened.
    private var due: ContinuousClock.Instant?

    /// Nil when there is no descriptor left.
    init?(_ multi: UnsafeMutableRawPointer) {
        guard let bell = CurlBell() else { return nil }
        self.bell = bell
        self.multi = multi
        watched = [pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)]
        let context = Unmanaged.passUnretained(self).toOpaque()
        sallyport_curl_multi_setopt_socket(
            multi,
            { _, descriptor, what, context, _ in
                guard let context else { return 0 }
                Unmanaged<CurlPoller>.fromOpaque(context).takeUnretainedValue().watch(descriptor, for: what)
                return 0
            }, context)
        sallyport_curl_multi_setopt_timer(
            multi,
            { _, milliseconds, context in
                guard let context else { return 0 }
                Unmanaged<CurlPoller>.fromOpaque(context).takeUnretainedValue().due =
                    milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
                return 0
            }, context)
    }

    /// Looks at what has happened.
    ///
    /// - Parameter mayWait: Whether it waits until something has, or it is time, or somebody rings.
    func look(mayWait: Bool) {
        let milliseconds = due.map { max(0, (($0 - .now) / .milliseconds(1)).rounded(.up)) }
        poll(&watched, nfds_t(watched.count), mayWait ? milliseconds.map { Int32(min($0, 60_000)) } ?? -1 : 0)
        if watched[0].revents != 0 { bell.silence() }
    }

    /// Lets libcurl do what there is to do.
    func act() {
        var running: Int32 = 0
        // What libcurl does changes what is watched.
        for entry in watched.dropFirst() where entry.revents != 0 {
            curl_multi_socket_action(multi, entry.fd, Self.happened(entry.revents), &running)
        }
        if let due, due <= .now {
            self.due = nil
            curl_multi_socket_action(multi, curl_socket_t(-1), 0, &running)
        }
    }

    private func watch(_ descriptor: Int32, for what: Int32) {
        let place = watched.dropFirst().firstIndex { $0.fd == descriptor }
        guard what != CURL_POLL_REMOVE else {
            if let place {
                watched.swapAt(place, watched.count - 1)
                watched.removeLast()
            }
            return
        }
        var events = 0
        if what & CURL_POLL_IN != 0 { events |= Int(POLLIN) }
        if what & CURL_POLL_OUT != 0 { events |= Int(POLLOUT) }
        let entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        if let place { watched[place] = entry } else { watched.append(entry) }
    }

    private static func happened(_ events: Int16) -> Int32 {
        var happened: Int32 = 0
        if events & Int16(POLLIN | POLLHUP) != 0 { happened |= CURL_CSELECT_IN }
        if events & Int16(POLLOUT) != 0 { happened |= CURL_CSELECT_OUT }
        if events & Int16(POLLERR | POLLNVAL) != 0 { happened |= CURL_CSELECT_ERR }
        return happened
    }
}
