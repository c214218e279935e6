import Foundation

/// The members of an object in JSON, read without reading what is in them: a change is compared member by member, and
/// every write has one.
enum JSONMembers {
    /// A member's text, or its JSON when it is something else; without those that are null. Empty for what is no object.
    ///
    /// - Parameter json: An object as an encoder wrote it: valid, without blanks.
    static func texts(_ json: [UInt8]) -> [String: String] {
        var members: [String: String] = [:]
        var position = 1
        guard json.first == UInt8(ascii: "{"), json.last == UInt8(ascii: "}") else { return members }
        while position < json.count, json[position] == UInt8(ascii: "\"") {
            let name = json[position..<end(of: position, in: json)]
            let start = name.endIndex + 1
            guard start < json.count else { break }
            let value = json[start..<end(of: start, in: json)]
            // Behind the value are a comma and the next name, or the end.
            position = value.endIndex + 1
            if value.elementsEqual("null".utf8) { continue }
            members[text(name)] =
                value.first == UInt8(ascii: "\"") ? text(value) : String(decoding: value, as: UTF8.self)
        }
        return members
    }

    /// Where the value that starts at a position ends.
    private static func end(of start: Int, in json: [UInt8]) -> Int {
        var (position, depth, inText) = (start, 0, false)
        while position < json.count {
            let byte = json[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\") where inText: position += 1
            case UInt8(ascii: "\""):
                inText.toggle()
                if !inText, depth == 0 { return min(position, json.count) }
            case _ where inText: break
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The object's own end, behind a number or a word.
                if depth == 0 { return position - 1 }
                depth -= 1
                if depth == 0 { return position }
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { return position - 1 }
            default: break
            }
        }
        return json.count
    }

    /// What a text in quotes says.
    private static func text(_ quoted: ArraySlice<UInt8>) -> String {
        if quoted.contains(UInt8(ascii: "\\")), let text = try? JSONDecoder().decode(String.self, from: Data(quoted)) {
            return text
        }
        return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }
}
