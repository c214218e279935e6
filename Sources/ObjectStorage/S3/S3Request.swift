import HTTPTransport

/// A request to a bucket, before it is signed.
struct S3Request: Sendable {
    var method: String
    /// Nil for the bucket itself.
    var key: String?
    var query: [(name: String, value: String)] = []
    /// Names in small letters.
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// The largest answer that is read.
    var maxResponseBytes = 8 * 1024 * 1024

    init(_ method: String, _ key: String? = nil) {
        self.method = method
        self.key = key
    }
}

/// How S3 wants texts in URLs: everything but letters, digits and four marks is escaped.
enum S3Escaping {
    static func escaped(_ text: String, keepsSlashes: Bool = false) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) || keepsSlashes && byte == UInt8(ascii: "/") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "-._~".utf8.contains(byte)
    }
}
