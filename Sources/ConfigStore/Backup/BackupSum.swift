import Crypto

/// Adds up what an object has: the SHA-256 of its lines, in hexadecimal digits.
struct BackupSum {
    private var digest = SHA256()

    mutating func add(_ bytes: some Collection<UInt8>) { digest.update(data: Array(bytes)) }

    var text: String { digest.finalize().hexadecimal }
}
