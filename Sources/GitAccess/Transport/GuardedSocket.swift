import Glibc
import HTTPTransport

/// A connected socket that does not block, whose address the guard has passed.
///
/// The address that is checked is the one that is connected, so a name that resolves to something else the next time makes
/// no difference.
struct GuardedSocket: ~Copyable {
    let descriptor: Int32

    deinit { close(descriptor) }

    /// Resolves a name and connects the first address that answers.
    ///
    /// - Throws: `addressRefused` when the guard passes none; `connectionFailed`, `timedOut`, `cancelled`.
    init(host: String, port: Int, addressGuard: AddressGuard, patience: Patience) throws(GitError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, list != nil else {
            throw .connectionFailed("its name does not resolve")
        }
        defer { freeaddrinfo(list) }
        var failure = GitError.addressRefused
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let address = entry.pointee.ai_addr, let ip = IPAddress(address), addressGuard.permits(ip) else {
                continue
            }
            do throws(GitError) {
                descriptor = try Self.connect(address, entry.pointee, patience)
                return
            } catch {
                failure = error
                try patience.check()
            }
        }
        throw failure
    }

    private static func connect(
        _ address: UnsafePointer<sockaddr>, _ info: addrinfo, _ patience: Patience
    ) throws(GitError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(info.ai_family, type, 0)
        guard descriptor >= 0 else { throw .connectionFailed("there is no socket to be had") }
        do throws(GitError) {
            if Glibc.connect(descriptor, address, info.ai_addrlen) != 0 {
                guard errno == EINPROGRESS else { throw .connectionFailed("it is refused") }
                try patience.wait(for: descriptor, toRead: false, toWrite: true)
                var error: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
                guard error == 0 else { throw .connectionFailed("it is refused") }
            }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }
}
