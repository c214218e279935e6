/// What a text has to look like: a regular expression without anything that needs going back.
///
/// It always covers the whole text. All ways to match are followed at the same time, so the work is the length of the
/// text times the size of the pattern, whatever both are.
struct Pattern: Sendable, Hashable {
    /// The most steps that a pattern may become.
    static let maxSteps = 1000

    indirect enum Node: Sendable, Hashable {
        case one(CharacterSet)
        case sequence([Node])
        case choice([Node])
        case repeated(Node, min: Int, max: Int?)
    }

    struct CharacterSet: Sendable, Hashable {
        var ranges: [ClosedRange<UInt32>]
        var isInverted = false

        func contains(_ scalar: UInt32) -> Bool {
            ranges.contains { $0.contains(scalar) } != isInverted
        }
    }

    private enum Step: Sendable, Hashable {
        case one(CharacterSet)
        case split(Int, Int)
        case jump(Int)
        case match
    }

    /// As it was written.
    let source: String
    private let steps: [Step]

    /// - Throws: `PatternProblem` with what is wrong, and where.
    init(_ source: String) throws(PatternProblem) {
        self.source = source
        var parser = PatternParser(source)
        var steps: [Step] = []
        try Self.compile(try parser.parse(), into: &steps)
        steps.append(.match)
        self.steps = steps
    }

    func matches(_ text: String) -> Bool {
        var current = Threads(count: steps.count)
        var following = Threads(count: steps.count)
        add(0, to: &current)
        for scalar in text.unicodeScalars {
            if current.list.isEmpty { return false }
            following.removeAll()
            for index in current.list {
                if case .one(let set) = steps[index], set.contains(scalar.value) { add(index + 1, to: &following) }
            }
            swap(&current, &following)
        }
        return current.list.contains(steps.count - 1)
    }

    /// The steps that a match may be at, each once.
    private struct Threads {
        var list: [Int] = []
        private var isIn: [Bool]

        init(count: Int) {
            isIn = Array(repeating: false, count: count)
        }

        mutating func insert(_ index: Int) -> Bool {
            if isIn[index] { return false }
            isIn[index] = true
            list.append(index)
            return true
        }

        mutating func removeAll() {
            for index in list { isIn[index] = false }
            list.removeAll(keepingCapacity: true)
        }
    }

    /// Adds a step and all that can be reached from it without a character.
    private func add(_ start: Int, to threads: inout Threads) {
        var waiting = [start]
        while let index = waiting.popLast() {
            guard threads.insert(index) else { continue }
            switch steps[index] {
            case .jump(let target): waiting.append(target)
            case .split(let first, let second): waiting += [first, second]
            case .one, .match: break
            }
        }
    }

    private static func compile(_ node: Node, into steps: inout [Step]) throws(PatternProblem) {
        guard steps.count <= maxSteps else { throw PatternProblem(0, "this pattern is too large") }
        switch node {
        case .one(let set): steps.append(.one(set))
        // What is empty is a step too, so that the bound is one for the work of compiling.
        case .sequence([]), .repeated(_, _, 0): steps.append(.jump(steps.count + 1))
        case .sequence(let nodes): for node in nodes { try compile(node, into: &steps) }
        case .choice(let nodes): try compileChoice(nodes[...], into: &steps)
        case .repeated(let node, let min, let max):
            for _ in 0..<min { try compile(node, into: &steps) }
            if let max {
                for _ in min..<max { try compileOptional(node, into: &steps, again: false) }
            } else {
                try compileOptional(node, into: &steps, again: true)
            }
        }
        guard steps.count <= maxSteps else { throw PatternProblem(0, "this pattern is too large") }
    }

    private static func compileChoice(_ nodes: ArraySlice<Node>, into steps: inout [Step]) throws(PatternProblem) {
        guard let first = nodes.first else { return }
        if nodes.count == 1 { return try compile(first, into: &steps) }
        let split = steps.count
        steps.append(.match)
        try compile(first, into: &steps)
        let jump = steps.count
        steps.append(.match)
        steps[split] = .split(split + 1, steps.count)
        try compileChoice(nodes.dropFirst(), into: &steps)
        steps[jump] = .jump(steps.count)
    }

    private static func compileOptional(
        _ node: Node, into steps: inout [Step], again: Bool
    ) throws(PatternProblem) {
        let split = steps.count
        steps.append(.match)
        try compile(node, into: &steps)
        if again { steps.append(.jump(split)) }
        steps[split] = .split(split + 1, steps.count)
    }
}

/// What is wrong with a pattern.
struct PatternProblem: Error, Sendable, Hashable {
    /// Behind how many characters.
    let position: Int
    let reason: String

    init(_ position: Int, _ reason: String) {
        self.position = position
        self.reason = reason
    }
}
