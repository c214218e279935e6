/// What strings in a document say.
enum JSONString {
    /// Goes on in a string, eight bytes at a time, as long as they are neither a quotation mark, nor a backslash, nor a
    /// control character. The last few may be left over.
    @inline(__always)
    static func plain(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let (ones, highest): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let (quotes, backslashes) = (ones &* UInt64(UInt8(ascii: "\"")), ones &* UInt64(UInt8(ascii: "\\")))
        let raw = bytes.bytes
        var place = start
        while place + 8 <= bytes.count {
            let eight = raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            let (quote, backslash) = (eight ^ quotes, eight ^ backslashes)
            // The highest bit of the lowest byte that is what it is looked for is set; those above it don't matter.
            let found =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((eight &- ones &* 0x20) & ~eight)
            if found & highest != 0 { return place + (found & highest).trailingZeroBitCount / 8 }
            place += 8
        }
        return place
    }

    static func hexadecimal(_ digit: UInt8) -> UInt16? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Reads a string with backslashes; the scanner has seen that what follows each of them is an escape.
    ///
    /// - Returns: Nil when it is no UTF-8, or half of a surrogate pair is alone.
    static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
        // No text gets longer by it, and most have room on the stack.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { text in
            var count = 0
            var place = bytes.startIndex
            func copy(upTo end: Int) {
                let rest = UnsafeMutableBufferPointer(rebasing: text[count...])
                count += rest.update(fromContentsOf: bytes[place..<end])
            }
            while let backslash = bytes[place...].firstIndex(of: UInt8(ascii: "\\")) {
                copy(upTo: backslash)
                let kind = bytes[backslash + 1]
                place = backslash + 2
                guard kind == UInt8(ascii: "u") else {
                    text[count] = plain(kind)
                    count += 1
                    continue
                }
                guard let scalar = scalar(bytes, at: &place) else { return nil }
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    text[count] = unit
                    count += 1
                }
            }
            copy(upTo: bytes.endIndex)
            return Self.text(UnsafeBufferPointer(rebasing: text[..<count]).span)
        }
    }

    /// A text of UTF-8; nil when it is none. Other ways to validate it are generic, and cost several times as much.
    static func text(_ bytes: Span<UInt8>) -> String? {
        guard let valid = try? UTF8Span(validating: bytes) else { return nil }
        return String(copying: valid)
    }

    private static func plain(_ kind: UInt8) -> UInt8 {
        switch kind {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: kind
        }
    }

    /// The character of four digits, or of two times four.
    private static func scalar(_ bytes: ArraySlice<UInt8>, at place: inout Int) -> Unicode.Scalar? {
        let first = unit(bytes, at: &place)
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
        guard place + 6 <= bytes.endIndex, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
        else { return nil }
        place += 2
        let second = unit(bytes, at: &place)
        guard UTF16.isTrailSurrogate(second) else { return nil }
        return Unicode.Scalar(0x1_0000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF))
    }

    private static func unit(_ bytes: ArraySlice<UInt8>, at place: inout Int) -> UInt16 {
        defer { place += 4 }
        return bytes[place..<place + 4].reduce(0) { $0 << 4 | (hexadecimal($1) ?? 0) }
    }
}
