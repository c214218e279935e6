import Foundation
import Glibc
import Synchronization

/// A loopback port for what has to know its port before it listens, or comes back to it after it was killed.
package enum FreePort {
    private static let given = Mutex<Set<Int>>([])

    /// A port that nobody has right now, and that this process gives to nobody else.
    ///
    /// It is below those that the kernel gives to connections which go out (32,768, ip(7)): one of these
    /// could have it just while its server is away.
    package static func find() throws -> Int {
        for _ in 0..<1_000 {
            let port = Int.random(in: 12_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
            return port
        }
        throw POSIXError(.EADDRNOTAVAIL)
    }

    private static func isFree(_ port: Int) -> Bool {
        // Without CLOEXEC, a program that another test starts would keep the port.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
