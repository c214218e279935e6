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
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { all in
            var (start, place) = (0, 0)
            while true {
                place = JSONString.plain(all.span, from: place)
                guard place < all.count else { break }
                let byte = all[place]
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: all[start..<place]))
                    append(escaped: byte)
                    start = place + 1
                }
                place += 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: all[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
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
        append(bytes.last == UInt8(ascii: "{") ? "\"" : ",\"")
        append(name)
        append("\":")
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
    package mutating func append<Value>(
        _ name: StaticString, _ value: Value?, _ members: (Value, inout JSONWriter) -> Void
    ) {
        guard let value else { return }
        append(name: name)
        append(object: value, members)
    }

    /// Adds an object.
    package mutating func append<Value>(object value: Value, _ members: (Value, inout JSONWriter) -> Void) {
        append("{")
        members(value, &self)
        append("}")
    }
}
