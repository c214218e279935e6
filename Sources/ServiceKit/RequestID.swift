package import Hummingbird

/// A request's id: the caller's, when it is short and harmless, else a new one.
package enum RequestID {
    package static func of(_ request: Request) -> String {
        if let given = request.headers[.requestID], isAcceptable(given) { return given }
        return new()
    }

    package static func new() -> String {
        var generator = SystemRandomNumberGenerator()
        let number = UInt64.random(in: .min ... .max, using: &generator)
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isAcceptable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                    || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z"))
            }
    }
}
