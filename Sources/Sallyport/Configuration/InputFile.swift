import Foundation

/// A file that somebody named on the command line.
enum InputFile {
    /// More is read than any file may have, so that the reader can say that it is too large.
    private static let maxBytes = 8 * 1024 * 1024

    /// - Parameter path: A path, or `-` for standard input.
    /// - Throws: `CommandFailure` when there is no such file, or it can't be read.
    static func bytes(of path: String) throws(CommandFailure) -> [UInt8] {
        guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("\(path): there is no such file, or it can't be read")
        }
        do {
            return Array(try handle.read(upToCount: maxBytes) ?? Data())
        } catch {
            throw CommandFailure("\(path): this is no file that can be read")
        }
    }

    /// How many bytes a file has; nil for what is no file, such as a pipe.
    static func size(of path: String) -> Int? {
        guard path != "-", let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        return (attributes[.size] as? NSNumber)?.intValue
    }
}
