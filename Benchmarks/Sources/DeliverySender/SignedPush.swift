import Crypto
import Foundation

/// A request that is the same each time but for the delivery's id, its commit and the signature: they are written over.
struct SignedPush {
    private(set) var bytes: [UInt8]
    private let id: Int
    private let signature: Int
    private let commit: Int
    /// What the signature begins with: everything before the commit.
    private let begun: HMAC<SHA256>
    private var generator = NumberGenerator()
    private static let digits = Array("0123456789abcdef".utf8)
    private static let ending = Array("\"}".utf8)

    init(path: String, secret: String, beginning: [UInt8]) {
        let zeros = (id: String(repeating: "0", count: 40), signature: String(repeating: "0", count: 64))
        func head(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }
        bytes = head(
            """
            POST \(path) HTTP/1.1
            Host: localhost
            Content-Type: application/json
            X-Gitea-Event: push
            Content-Length: \(beginning.count + 40 + Self.ending.count)
            X-Gitea-Delivery:\u{20}
            """)
        id = bytes.count
        bytes += head("\(zeros.id)\nX-Gitea-Signature: ")
        signature = bytes.count
        bytes += head("\(zeros.signature)\n\n") + beginning
        commit = bytes.count
        bytes += Array(zeros.id.utf8) + Self.ending
        var code = HMAC<SHA256>(key: SymmetricKey(data: Data(secret.utf8)))
        code.update(data: beginning)
        begun = code
    }

    /// Makes it another delivery.
    mutating func renew() {
        for place in stride(from: 0, to: 40, by: 8) {
            var random = generator.next()
            for offset in place..<place + 8 {
                let digit = Self.digits[Int(random & 15)]
                (bytes[commit + offset], bytes[id + offset]) = (digit, digit)
                random >>= 4
            }
        }
        var code = begun
        code.update(data: bytes[commit...])
        for (place, byte) in code.finalize().enumerated() {
            bytes[signature + 2 * place] = Self.digits[Int(byte >> 4)]
            bytes[signature + 2 * place + 1] = Self.digits[Int(byte & 15)]
        }
    }
}
