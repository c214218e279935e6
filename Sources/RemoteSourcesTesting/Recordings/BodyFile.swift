import Foundation

/// A body in a file of its own, as it came.
enum BodyFile {
    private static let maxBytes = 32 * 1024 * 1024

    /// - Parameter name: Its path in the folder of the recordings.
    static func bytes(_ name: String, in folder: URL) throws(UnreadableRecording) -> [UInt8] {
        guard !name.split(separator: "/").contains(".."), !name.hasPrefix("/"),
            let handle = FileHandle(forReadingAtPath: folder.appending(path: name).path(percentEncoded: false)),
            let data = try? handle.read(upToCount: maxBytes)
        else { throw UnreadableRecording(file: name, reason: "it is not there, can't be read, or leads elsewhere") }
        return Array(data)
    }
}
