/// What the name and the value of a header field may be.
enum HeaderGrammar {
    /// Whether `value` is one line of printable ASCII, of at most 16 KiB.
    static func isValue(_ value: String) -> Bool {
        value.utf8.count <= 16 * 1024 && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    /// Whether `name` is 1–64 letters, digits, hyphens and underscores.
    static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default:
                    false
                }
            }
    }
}
