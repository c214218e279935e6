import Foundation

/// JSON that is written by hand, for what is written so often that an encoder would cost too much.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(512)
    }

    /// Adds JSON as it is.
    mutating func append(_ json: StaticString) {
        json.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Adds JSON as it is, and a text behind it.
    mutating func append(_ json: StaticString, _ text: String) {
        append(json)
        append(text: text)
    }

    /// Adds JSON as it is, and a time behind it, as the records' coder has times.
    mutating func append(_ json: StaticString, _ time: Date) {
        append(json)
        append(time.timeIntervalSinceReferenceDate)
    }

    /// Adds JSON as it is, and a whole number behind it.
    mutating func append(_ json: StaticString, _ number: Int) {
        append(json)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Adds a number; it has to be finite.
    mutating func append(_ number: Double) {
        bytes.append(contentsOf: number.description.utf8)
    }

    private mutating func append(text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: byte < 16 ? "\\u000".utf8 : "\\u001".utf8)
                let digit = byte & 15
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
