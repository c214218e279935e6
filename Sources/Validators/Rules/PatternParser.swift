/// Reads a pattern: characters, `.`, `[a-z]`, `[^a-z]`, `\d` `\w` `\s`, `( )`, `|`, `*` `+` `?`, `{2}` `{2,}` `{2,5}`.
struct PatternParser {
    static let maxLength = 500
    static let maxDepth = 20
    static let maxCount = 200
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ source: String) {
        scalars = Array(source.unicodeScalars)
    }

    mutating func parse() throws(PatternProblem) -> Pattern.Node {
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

    private mutating func choice(depth: Int) throws(PatternProblem) -> Pattern.Node {
        guard depth <= Self.maxDepth else { throw problem("groups are at most \(Self.maxDepth) deep") }
        var choices = [try sequence(depth: depth)]
        while take("|") { choices.append(try sequence(depth: depth)) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence(depth: Int) throws(PatternProblem) -> Pattern.Node {
        var nodes: [Pattern.Node] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            nodes.append(try repeated(try atom(depth: depth)))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom(depth: Int) throws(PatternProblem) -> Pattern.Node {
        guard let scalar = next else { throw problem("something is missing") }
        switch scalar {
        case "(":
            position += 1
            if next == "?" { throw problem("a group has nothing but a pattern in it") }
            let node = try choice(depth: depth + 1)
            guard take(")") else { throw problem("a ) is missing") }
            return node
        case "[": return .one(try set())
        case ".":
            position += 1
            return .one(.init(ranges: [], isInverted: true))
        case "\\": return .one(try escape())
        case "^", "$": throw problem("a pattern covers the whole text: leave ^ and $ out")
        case "*", "+", "?", "{": throw problem("there is nothing to repeat")
        case "]", "}": throw problem("write \\\(scalar) for the character")
        default:
            position += 1
            return .one(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func repeated(_ node: Pattern.Node) throws(PatternProblem) -> Pattern.Node {
        let result: Pattern.Node
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

    private mutating func counted(_ node: Pattern.Node) throws(PatternProblem) -> Pattern.Node {
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

    private mutating func set() throws(PatternProblem) -> Pattern.CharacterSet {
        position += 1
        var set = Pattern.CharacterSet(ranges: [], isInverted: take("^"))
        while let scalar = next, scalar != "]" {
            if scalar == "[" { throw problem("write \\[ for the character") }
            let first = try member()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.ranges += first
                continue
            }
            position += 1
            let last = try member()
            guard first.count == 1, last.count == 1, first[0].count == 1, last[0].count == 1,
                first[0].lowerBound <= last[0].lowerBound
            else { throw problem("this range has no characters") }
            set.ranges.append(first[0].lowerBound...last[0].lowerBound)
        }
        if set.ranges.isEmpty { throw problem("there are no characters in this") }
        guard take("]") else { throw problem("a ] is missing") }
        return set
    }

    private mutating func member() throws(PatternProblem) -> [ClosedRange<UInt32>] {
        guard let scalar = next else { throw problem("a ] is missing") }
        if scalar == "\\" { return try escape().ranges }
        position += 1
        return [scalar.value...scalar.value]
    }

    private mutating func escape() throws(PatternProblem) -> Pattern.CharacterSet {
        position += 1
        guard let scalar = next else { throw problem("a character is missing behind \\") }
        position += 1
        switch scalar {
        case "d": return .init(ranges: [0x30...0x39])
        case "w": return .init(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
        case "s": return .init(ranges: [0x09...0x0D, 0x20...0x20])
        case "0"..."9", "a"..."z", "A"..."Z":
            throw PatternProblem(position - 2, "there is no \\\(scalar); there are \\d, \\w and \\s")
        default: return .init(ranges: [scalar.value...scalar.value])
        }
    }
}
