import Foundation
import Glibc

/// The keyring as it is kept: a JSON file that only its owner can read.
struct KeyringFile: Codable, Sendable {
    struct Key: Codable, Sendable {
        /// 8 hexadecimal digits.
        var id: String
        /// 32 bytes.
        var bytes: Data
    }

    /// The newest first.
    var keys: [Key]
    /// 32 bytes.
    var fingerprintKey: Data

    /// A keyring with one new key.
    static func new() -> KeyringFile {
        KeyringFile(keys: [Key(id: random(4).map(hex).joined(), bytes: random(32))], fingerprintKey: random(32))
    }

    private static func random(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}

extension Keyring {
    /// Reads the keyring file, or makes it when there is none and `mayCreate` allows it.
    ///
    /// - Parameters:
    ///   - path: The file. Its folder exists.
    ///   - mayCreate: False when there is data that was sealed with a keyring: a lost one is an error then.
    package static func load(path: String, mayCreate: Bool) throws -> Keyring {
        if !FileManager.default.fileExists(atPath: path) {
            guard mayCreate else { throw KeyringError.doesNotBelong(path: path) }
            try create(path: path)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw KeyringError.readableByOthers(path: path)
        }
        guard let size = attributes[.size] as? Int, size <= 64 * 1024 else {
            throw KeyringError.malformed("it is larger than 64 KiB")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KeyringError.unreadable(path: path, reason: "it can't be opened")
        }
        guard let file = try? JSONDecoder().decode(KeyringFile.self, from: data) else {
            throw KeyringError.malformed("it is not a keyring's JSON")
        }
        return try Keyring(file: file)
    }

    /// Writes a new keyring so that it is whole on the disk, or not there: temporary file, sync, link.
    private static func create(path: String) throws {
        let temporary = "\(path).\(UUID().uuidString)"
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw KeyringError.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { unlink(temporary) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try handle.write(contentsOf: encoder.encode(KeyringFile.new()))
        try handle.synchronize()
        try handle.close()
        // A link fails when another process was faster; its keyring is the one then.
        if link(temporary, path) != 0, errno != EEXIST {
            throw KeyringError.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        let folder = Glibc.open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            Glibc.close(folder)
        }
    }
}
