import Foundation

/// What a command is given on standard input.
enum StandardInput {
    /// The bytes until its end, and never more than `count`.
    ///
    /// - Throws: `CommandFailure` when it can't be read.
    static func bytes(upTo count: Int) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while bytes.count < count,
                let more = try FileHandle.standardInput.read(upToCount: min(count - bytes.count, 1 << 20)),
                !more.isEmpty
            {
                bytes += more
            }
        } catch {
            throw CommandFailure("standard input can't be read")
        }
        return bytes
    }
}
