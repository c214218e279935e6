/// Writes an object as JSON, member by member: for what is written so often that an encoder would cost too much.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: How long it will be, nearly.
    package init(capacity: Int = 1_024) {
        bytes.reserveCapacity(capacity)
    }

    /// Adds JSON as it is.
    package mutating func append(_ json: StaticString) {
        json.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Adds JSON as it is.
    package mutating func append(_ json: [UInt8]) {
        bytes.append(contentsOf: json)
    }

    /// Adds a text in quotation marks.
    package mutating func append(text: String) {
        var text = text
        text.withUTF8 { all in
            let quote = UInt8(ascii: "\"")
            var (start, end) = (0, Self.plainEnd(all, from: 0))
            guard end < all.count else { return append(quote, all, quote) }
            bytes.append(quote)
            while end < all.count {
                append(nil, UnsafeBufferPointer(rebasing: all[start..<end]), nil)
                append(escaped: all[end])
                start = end + 1
                end = Self.plainEnd(all, from: start)
            }
            append(nil, UnsafeBufferPointer(rebasing: all[start...]), quote)
        }
    }

    /// Where the first byte is that is not written as it is.
    private static func plainEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var place = JSONString.plain(bytes.span, from: start)
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\""),
            bytes[place] != UInt8(ascii: "\\")
        {
            place += 1
        }
        return place
    }

    /// Adds bytes, with one before and one behind, in one go.
    private mutating func append(_ first: UInt8?, _ middle: UnsafeBufferPointer<UInt8>, _ last: UInt8?) {
        bytes.append(addingCapacity: middle.count + 2) { output in
            if let first { output.append(first) }
            output.withUnsafeMutableBufferPointer { buffer, count in
                guard let from = middle.baseAddress, let to = buffer.baseAddress else { return }
                (to + count).initialize(from: from, count: middle.count)
                count += middle.count
            }
            if let last { output.append(last) }
        }
    }

    private mutating func append(escaped byte: UInt8) {
        guard byte < 0x20 else {
            bytes += [UInt8(ascii: "\\"), byte]
            return
        }
        let digit = byte & 15
        append(byte < 16 ? "\\u000" : "\\u001")
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }

    /// Adds what comes before a member, and its name: the brace of the object when it is the first.
    package mutating func append(name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        let quote = UInt8(ascii: "\"")
        name.withUTF8Buffer { append(quote, $0, quote) }
        bytes.append(UInt8(ascii: ":"))
    }

    /// Adds what comes before a member, and its name, which may be any text.
    package mutating func append(name: String) {
        if bytes.last != UInt8(ascii: "{") { append(",") }
        append(text: name)
        append(":")
    }

    /// Adds a member whose value is a text; none when it is nil.
    package mutating func append(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        append(name: name)
        append(text: text)
    }

    /// Adds a member whose value is a truth value.
    package mutating func append(_ name: StaticString, _ value: Bool) {
        append(name: name)
        append(value ? "true" : "false")
    }

    /// Adds a member whose value is a number.
    package mutating func append(_ name: StaticString, _ number: Int) {
        append(name: name)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Adds a member whose value is an object; none when it is nil.
    @inlinable
    package mutating func append<Value>(
        _ name: StaticString, _ value: Value?, _ members: (Value, inout JSONWriter) -> Void
    ) {
        guard let value else { return }
        append(name: name)
        append(object: value, members)
    }

    /// Adds an object.
    @inlinable
    package mutating func append<Value>(object value: Value, _ members: (Value, inout JSONWriter) -> Void) {
        append("{")
        members(value, &self)
        append("}")
    }
}
