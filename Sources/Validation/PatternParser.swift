/// Reads a pattern: characters, `.`, `[a-z]`, `[^a-z]`, `\d` `\w` `\s` and `\D` `\W` `\S`, `( )`, `(?: )`, `|`, `^`, `$`,
/// `*` `+` `?`, `{2}` `{2,}` `{2,5}`.
struct PatternParser {
    static let maxLength = 500
    static let maxDepth = 20
    static let maxCount = 200
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ source: String) {
        scalars = Array(source.unicodeScalars.prefix(Self.maxLength + 1))
    }

    mutating func parse() throws(PatternProblem) -> PatternProgram.Node {
        if scalars.count > Self.maxLength {
            throw PatternProblem(0, "a pattern has at most \(Self.maxLength) characters")
        }
        let node = try choice(depth: 1)
        if position < scalars.count { throw problem("there is no ( for this )") }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private func problem(_ reason: String) -> PatternProblem { PatternProblem(position, reason) }

    private mutating func choice(depth: Int) throws(PatternProblem) -> PatternProgram.Node {
        guard depth <= Self.maxDepth else { throw problem("groups are at most \(Self.maxDepth) deep") }
        var choices = [try sequence(depth: depth)]
        while take("|") { choices.append(try sequence(depth: depth)) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence(depth: Int) throws(PatternProblem) -> PatternProgram.Node {
        var nodes: [PatternProgram.Node] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            nodes.append(try repeated(try atom(depth: depth)))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom(depth: Int) throws(PatternProblem) -> PatternProgram.Node {
        guard let scalar = next else { throw problem("something is missing") }
        switch scalar {
        case "(": return try group(depth: depth)
        case "[": return .one(try set())
        case "\\": return .one(try escape())
        case "*", "+", "?", "{": throw problem("there is nothing to repeat")
        case "]", "}": throw problem("write \\\(scalar) for the character")
        default: position += 1
        }
        switch scalar {
        case ".": return .one(CharacterRanges.lineFeed.inverted)
        case "^": return .start
        case "$": return .end
        default: return .one(CharacterRanges(scalar))
        }
    }

    private mutating func group(depth: Int) throws(PatternProblem) -> PatternProgram.Node {
        position += 1
        if take("?"), !take(":") { throw problem("behind (? there can only be a : here") }
        let node = try choice(depth: depth + 1)
        guard take(")") else { throw problem("a ) is missing") }
        return node
    }

    private mutating func repeated(_ node: PatternProgram.Node) throws(PatternProblem) -> PatternProgram.Node {
        let result: PatternProgram.Node
        if take("*") {
            result = .repeated(node, min: 0, max: nil)
        } else if take("+") {
            result = .repeated(node, min: 1, max: nil)
        } else if take("?") {
            result = .repeated(node, min: 0, max: 1)
        } else if take("{") {
            result = try counted(node)
        } else {
            return node
        }
        if let scalar = next, "*+?{".unicodeScalars.contains(scalar) {
            throw problem("this is repeated already; put it in ( )")
        }
        return result
    }

    private mutating func counted(_ node: PatternProgram.Node) throws(PatternProblem) -> PatternProgram.Node {
        let min = try count()
        var max: Int? = min
        if take(",") { max = next == "}" ? nil : try count() }
        guard take("}") else { throw problem("a } is missing") }
        if let max, max < min { throw problem("\(max) is less than \(min)") }
        return .repeated(node, min: min, max: max)
    }

    private mutating func count() throws(PatternProblem) -> Int {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard let count = Int(digits), count <= Self.maxCount else {
            throw problem("a count is from 0 to \(Self.maxCount)")
        }
        return count
    }

    private mutating func set() throws(PatternProblem) -> CharacterRanges {
        let start = position
        position += 1
        let isInverted = take("^")
        var members: [CharacterRanges] = []
        while let scalar = next, scalar != "]" {
            if scalar == "[" { throw problem("write \\[ for the character") }
            let first = try member()
            if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                let last = try member()
                members.append(try range(from: first, to: last))
            } else {
                members.append(first)
            }
        }
        if next == nil { throw PatternProblem(start, "a ] is missing for this [") }
        if members.isEmpty { throw problem("there are no characters in this") }
        position += 1
        let all = members.reduce(CharacterRanges([])) { $0.union($1) }
        return isInverted ? all.inverted : all
    }

    private func range(
        from first: CharacterRanges, to last: CharacterRanges
    ) throws(PatternProblem) -> CharacterRanges {
        guard let first = first.only, let last = last.only, first <= last else {
            throw problem("this range has no characters")
        }
        return CharacterRanges([first...last])
    }

    private mutating func member() throws(PatternProblem) -> CharacterRanges {
        guard let scalar = next else { throw problem("a ] is missing") }
        if scalar == "\\" { return try escape() }
        position += 1
        return CharacterRanges(scalar)
    }

    private mutating func escape() throws(PatternProblem) -> CharacterRanges {
        position += 1
        guard let scalar = next else { throw problem("a character is missing behind \\") }
        position += 1
        switch scalar {
        case "d": return .digits
        case "D": return CharacterRanges.digits.inverted
        case "w": return .wordCharacters
        case "W": return CharacterRanges.wordCharacters.inverted
        case "s": return .spaces
        case "S": return CharacterRanges.spaces.inverted
        case "0"..."9", "a"..."z", "A"..."Z":
            throw PatternProblem(position - 2, "there is no \\\(scalar); there are \\d \\w \\s and \\D \\W \\S")
        default: return CharacterRanges(scalar)
        }
    }
}
