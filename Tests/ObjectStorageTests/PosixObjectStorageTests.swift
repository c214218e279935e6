import Foundation
import Glibc
import ObjectStorage
import Testing

@Suite("A folder of objects", .timeLimit(.minutes(2)))
struct PosixObjectStorageTests {
    @Test("removes what was being written when a process ended, and not what is being written now")
    func leftovers() async throws {
        try await StorageKind.withFolder { folder in
            let first = try PosixObjectStorage(root: folder)
            _ = FileManager.default.createFile(atPath: folder + "/tmp/left", contents: Data("half".utf8))
            let key = try ObjectKey("object")
            let gate = AsyncStream<[UInt8]>.makeStream()
            async let put: Void = first.put(key, size: nil, gate.stream)
            gate.continuation.yield([1, 2])
            func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp") }
            while try names().count < 2 { try await Task.sleep(for: .milliseconds(1)) }
            _ = try PosixObjectStorage(root: folder)
            #expect(try names().count == 1)
            gate.continuation.finish()
            try await put
            #expect(try names().isEmpty)
            #expect(try await first.bytes(of: key, limit: 10) == [1, 2])
        }
    }

    @Test("goes on while others put and delete in the same folders")
    func concurrentFolders() async throws {
        try await StorageKind.withFolder { folder in
            let storage = try PosixObjectStorage(root: folder)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for round in 0..<40 {
                            let key = try ObjectKey("shared/folder/\(writer)")
                            try await storage.put(key, [UInt8(round)])
                            #expect(try await storage.bytes(of: key, limit: 1) == [UInt8(round)])
                            try await storage.delete(key)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/data").isEmpty)
        }
    }

    @Test(
        "that is full says so, keeps what it has, and takes more once there is room", .enabled(if: SmallDisk.canMount))
    func full() async throws {
        try await SmallDisk.with(megabytes: 2) { folder in
            let storage = try PosixObjectStorage(root: folder + "/objects")
            let (small, large) = (try ObjectKey("small"), try ObjectKey("large"))
            try await storage.put(small, someBytes(1_000_000))
            let error = await #expect(throws: ObjectStorageError.self) {
                try await storage.put(large, someBytes(1_500_000))
            }
            #expect(error?.code == .full)
            #expect(try await storage.head(large) == nil)
            #expect(try await storage.bytes(of: small, limit: 1_000_000) == someBytes(1_000_000))
            try await storage.delete(small)
            try await storage.put(large, someBytes(1_500_000))
        }
    }
}

/// A file system of some megabytes, which only root can make.
enum SmallDisk {
    static var canMount: Bool { geteuid() == 0 }

    static func with(megabytes: Int, _ body: (String) async throws -> Void) async throws {
        try await StorageKind.withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try #require(mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m") == 0)
            defer { umount2(folder, Int32(MNT_DETACH)) }
            try await body(folder)
        }
    }
}
