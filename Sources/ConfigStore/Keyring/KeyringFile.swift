import Foundation
import Glibc

/// The keyring as it is kept: a JSON file that only its owner can read.
struct KeyringFile: Codable, Sendable {
    struct Key: Codable, Sendable {
        /// 8 hexadecimal digits.
        var id: String
        /// 32 bytes.
        var bytes: Data
        /// Whether it only opens until the store says that it seals; nil when it does or did.
        var isPrepared: Bool?

        static func new() -> Key { Key(id: random(4).map(hex).joined(), bytes: random(32)) }
    }

    /// The one that seals first; prepared ones last.
    var keys: [Key]
    /// 32 bytes.
    var fingerprintKey: Data

    /// A keyring with one new key.
    static func new() -> KeyringFile {
        KeyringFile(keys: [.new()], fingerprintKey: random(32))
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
        let attributes: [FileAttributeKey: Any]
        do {
            // Of the file itself, and not of a link to it.
            attributes = try FileManager.default.attributesOfItem(
                atPath: (path as NSString).resolvingSymlinksInPath)
        } catch {
            throw KeyringError.unreadable(path: path, reason: "it can't be looked at")
        }
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

    /// Makes a new keyring.
    private static func create(path: String) throws {
        try KeyringFile.new().placed(at: path) { temporary in
            // A link fails when another process was faster; its keyring is the one then.
            link(temporary, path) == 0 || errno == EEXIST
        }
    }
}

extension KeyringFile {
    /// Takes the place of the file: it is the old one or the new one, whole, whatever happens meanwhile.
    func write(to path: String) throws {
        // What a link points to is replaced, not the link.
        let path = (path as NSString).resolvingSymlinksInPath
        try placed(at: path) { temporary in rename(temporary, path) == 0 }
    }

    /// Writes a temporary file beside `path`, syncs it, lets `place` put it there, and syncs the folder.
    fileprivate func placed(at path: String, _ place: (_ temporary: String) -> Bool) throws {
        func failure() -> KeyringError { .notWritten(path: path, reason: String(cString: strerror(errno))) }
        let temporary = "\(path).\(UUID().uuidString)"
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { unlink(temporary) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            try handle.write(contentsOf: encoder.encode(self))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw KeyringError.notWritten(path: path, reason: "the disk does not take it")
        }
        guard place(temporary) else { throw failure() }
        let folder = Glibc.open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure() }
        defer { Glibc.close(folder) }
        guard fsync(folder) == 0 else { throw failure() }
    }
}
