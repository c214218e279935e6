import Foundation
import ServiceTesting

/// What a process believes that the time is; its timers are not touched, as by somebody who sets the clock.
enum FakedClock {
    /// What a process is told, given its folder.
    static func environment(_ folder: String) async throws -> [String: String] {
        try jump(by: 0, folder)
        let library = folder + "/clock_jump.so"
        let compiler = try ChildProcess(
            URL(filePath: "/usr/bin/env"),
            arguments: [
                "clang", "-shared", "-fPIC", "-o", library, SallyportProcess.root + "/Tests/ClockJump/clock_jump.c",
            ])
        guard await compiler.status == 0 else { throw ChaosFailure(description: compiler.output) }
        return ["LD_PRELOAD": library, "CLOCK_JUMP_FILE": file(folder)]
    }

    /// Sets the clock, so far from the real time.
    static func jump(by seconds: Int, _ folder: String) throws {
        if !FileManager.default.fileExists(atPath: file(folder)) {
            _ = FileManager.default.createFile(atPath: file(folder), contents: Data(count: 8))
        }
        // In place, and never shorter: the process has mapped the file.
        let handle = try FileHandle(forUpdating: URL(filePath: file(folder)))
        try handle.write(contentsOf: withUnsafeBytes(of: Int64(seconds).littleEndian) { Data($0) })
        try handle.close()
    }

    private static func file(_ folder: String) -> String { folder + "/clock" }
}
