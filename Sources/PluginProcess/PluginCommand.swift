import Crypto
import Foundation

/// What is started, and what it may use.
package struct PluginCommand: Sendable, Hashable {
    /// The absolute path of an executable file.
    package var executable: String
    package var arguments: [String]
    /// The SHA-256 that the file must have, in hexadecimal digits; nil for any.
    package var sha256: String?
    /// Bytes of address space.
    package var memory: Int
    package var openFiles = 256
    /// Bytes of any file that it writes.
    package var fileBytes = 16 * 1024 * 1024

    package init(executable: String, arguments: [String] = [], sha256: String? = nil, memory: Int = 1 << 30) {
        self.executable = executable
        self.arguments = arguments
        self.sha256 = sha256
        self.memory = memory
    }

    /// The largest executable whose SHA-256 is computed.
    private static let maxBytes = 512 * 1024 * 1024

    /// Checks that the file is there, can be run and is the one that was allowed. Reads the file: not for a thread that
    /// others wait for.
    ///
    /// - Returns: What is wrong; nil when nothing is.
    package func problem() -> String? {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: executable, isDirectory: &isDirectory), !isDirectory.boolValue
        else { return "there is no file \(executable)" }
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            return "\(executable) can't be executed: chmod +x \(executable)"
        }
        guard let sha256 else { return nil }
        guard let found = Self.digest(of: executable) else { return "\(executable) can't be read" }
        if found == sha256.lowercased() { return nil }
        return "the SHA-256 of \(executable) is \(found), not the one that was allowed"
    }

    private static func digest(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        var hash = SHA256()
        var count = 0
        do {
            while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
                hash.update(data: part)
                count += part.count
                if count > maxBytes { return nil }
            }
        } catch {
            return nil
        }
        return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
