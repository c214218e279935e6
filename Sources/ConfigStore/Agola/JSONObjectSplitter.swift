/// Cuts JSON objects apart, however they come: on lines, or with nothing between them. It keeps one object.
struct JSONObjectSplitter {
    private var object: [UInt8] = []
    private var depth = 0
    private var isInText = false
    private var isEscaped = false
    private var line = 1
    private var firstLine = 1

    /// Whether an object has begun and not ended.
    var isInObject: Bool { depth > 0 }

    /// Gives `body` every object that is complete now, with the line on which it began.
    mutating func take(_ bytes: [UInt8], _ body: (_ object: [UInt8], _ line: Int) throws -> Void) throws {
        for byte in bytes {
            if depth == 0 {
                guard try begins(with: byte) else { continue }
                firstLine = line
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            object.append(byte)
            guard object.count <= LineSplitter.maxLineBytes else {
                throw ExportProblem(line: firstLine, "an object is longer than \(LineSplitter.maxLineBytes) bytes")
            }
            follow(byte)
            guard depth == 0 else { continue }
            let whole = object
            object.removeAll(keepingCapacity: whole.count < 64 * 1024)
            try body(whole, firstLine)
        }
    }

    /// Whether an object begins; false for what may be between two.
    private mutating func begins(with byte: UInt8) throws -> Bool {
        switch byte {
        case UInt8(ascii: "{"): return true
        case UInt8(ascii: "\n"):
            line += 1
            return false
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return false
        default: throw ExportProblem(line: line, "an object should begin here: the file is damaged, or no export")
        }
    }

    private mutating func follow(_ byte: UInt8) {
        if isInText {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInText = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
    }
}
