import Foundation
import Glibc
import ServiceTesting

/// A file system in memory that is soon full. Mounting it needs an administrator.
final class SmallDisk: Sendable {
    private let path: String
    private var filler: String { path + "/filler" }

    init(at path: String) async throws {
        self.path = path
        guard try await Self.run("mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "tmpfs", path) else {
            throw ChaosFailure(description: "a small disk can't be mounted: that needs root")
        }
    }

    /// Leaves no byte.
    func fill() throws {
        let descriptor = open(filler, O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw POSIXError(.ENOSPC) }
        defer { close(descriptor) }
        var size = 1 << 20
        while size > 0 {
            let bytes = [UInt8](repeating: 1, count: size)
            if write(descriptor, bytes, size) < size { size /= 2 }
        }
    }

    func makeRoom() throws { try FileManager.default.removeItem(atPath: filler) }

    func remove() async { _ = try? await Self.run("umount", "--lazy", path) }

    private static func run(_ arguments: String...) async throws -> Bool {
        try await ChildProcess(URL(filePath: "/usr/bin/env"), arguments: arguments).status == 0
    }
}
