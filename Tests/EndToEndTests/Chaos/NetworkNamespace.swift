import Foundation
import ServiceTesting

/// A network of its own for one process, with a cable to this one.
final class NetworkNamespace: Sendable {
    let name: String
    /// This side's address, and the one that can be made unreachable.
    let hostAddress: String
    let cutAddress: String
    /// The process's own.
    let address: String

    /// - Returns: Nil where that is not allowed.
    init?() async {
        let number = UInt32.random(in: 0..<1 << 24)
        name = "sp\(String(number, radix: 16))"
        // A network for measurements that nobody routes to.
        let network = "198.\(18 + number % 2).\(number >> 1 & 0xFF)"
        let base = Int(number >> 9 & 0x1F) * 8
        (hostAddress, address, cutAddress) = (
            "\(network).\(base + 1)", "\(network).\(base + 2)", "\(network).\(base + 3)"
        )
        guard await Self.ip("netns", "add", name) else { return nil }
        let steps = [
            ["link", "add", "\(name)h", "type", "veth", "peer", "name", "\(name)n", "netns", name],
            ["addr", "add", "\(hostAddress)/29", "dev", "\(name)h"],
            ["addr", "add", "\(cutAddress)/29", "dev", "\(name)h"], ["link", "set", "\(name)h", "up"],
            ["-n", name, "addr", "add", "\(address)/29", "dev", "\(name)n"],
            ["-n", name, "link", "set", "lo", "up"], ["-n", name, "link", "set", "\(name)n", "up"],
        ]
        for step in steps where await !Self.ip(step) {
            await remove()
            return nil
        }
    }

    /// What a process is started with to be in it.
    var launcher: [String] { ["/usr/bin/env", "ip", "netns", "exec", name] }

    func cut() async { _ = await Self.ip("-n", name, "route", "add", "blackhole", "\(cutAddress)/32") }
    func heal() async { _ = await Self.ip("-n", name, "route", "del", "blackhole", "\(cutAddress)/32") }
    func remove() async { _ = await Self.ip("netns", "del", name) }

    private static func ip(_ arguments: String...) async -> Bool { await ip(arguments) }

    private static func ip(_ arguments: [String]) async -> Bool {
        let process = try? ChildProcess(URL(filePath: "/usr/bin/env"), arguments: ["ip"] + arguments)
        return await process?.status == 0
    }
}
