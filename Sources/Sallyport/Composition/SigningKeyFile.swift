import Foundation
import Glibc
import ServiceKit

/// The secret behind the gateway's sessions and states: 32 bytes in a file that only its owner can read.
///
/// Several gateways of one installation share the file's content.
enum SigningKeyFile {
    /// Reads `signing.key` in the data folder; makes it when it is not there.
    ///
    /// - Throws: `CommandFailure` when others can read it, or it is something else.
    static func load(directory: String) throws -> SymmetricKeyBytes {
        let path = directory + "/signing.key"
        if !FileManager.default.fileExists(atPath: path) { try create(path, in: directory) }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw CommandFailure("\(path) can be read by others than its owner: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count == 32 else {
            throw CommandFailure("\(path) is not a key of 32 bytes: remove it, and everybody signs in again")
        }
        return SymmetricKeyBytes(Array(data))
    }

    private static func create(_ path: String, in directory: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(
                "\(directory) can't be made: name a folder, or a new one in a folder that can be written")
        }
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        // Made with its mode, so that there is no moment in which others could read it.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw CommandFailure("\(path) can't be made: \(String(cString: strerror(errno)))")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(bytes))
        try handle.synchronize()
        try handle.close()
    }
}
