import Foundation

/// What libfaketime makes a process believe; its timers are not touched, as by a clock that somebody sets.
enum FakedClock {
    /// What a process is told, given its folder.
    static func environment(_ folder: String) throws -> [String: String] {
        try jump(by: 0, folder)
        let folders = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib").map { "/usr/lib/\($0)/faketime" }
        let library = folders.map { $0 + "/libfaketimeMT.so.1" }.first { FileManager.default.fileExists(atPath: $0) }
        guard let library else {
            throw ChaosFailure(description: "there is no libfaketime: make chaos installs it")
        }
        return [
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file(folder), "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ]
    }

    /// Sets the clock, so far from the real time.
    static func jump(by seconds: Int, _ folder: String) throws {
        try "\(seconds < 0 ? "" : "+")\(seconds)\n".write(toFile: file(folder), atomically: true, encoding: .utf8)
    }

    private static func file(_ folder: String) -> String { folder + "/clock" }
}
