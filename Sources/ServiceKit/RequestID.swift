package import Hummingbird
import Synchronization

/// A request's id: the caller's, when it is short and harmless, else a new one.
package enum RequestID {
    package static func of(_ request: Request) -> String {
        if let given = request.headers.value(of: .requestID), isAcceptable(given) { return given }
        return new()
    }

    /// The next of a sequence that starts anywhere and meets every number once: ids are told apart, not kept secret.
    package static func new() -> String {
        let number = last.wrappingAdd(0x9e37_79b9_7f4a_7c15, ordering: .relaxed).newValue
        return String(unsafeUninitializedCapacity: 16) { digits in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 15
                digits[index] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
            }
            return 16
        }
    }

    private static let last = Atomic<UInt64>(.random(in: .min ... .max))

    private static func isAcceptable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                    || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z"))
            }
    }
}
