/// A pattern as steps, the last of which is the match.
struct PatternProgram: Sendable, Hashable {
    /// The most steps that a pattern may become.
    static let maxSteps = 1000

    /// A pattern as it is read.
    indirect enum Node: Sendable, Hashable {
        case one(CharacterRanges)
        case start
        case end
        case sequence([Node])
        case choice([Node])
        case repeated(Node, min: Int, max: Int?)
    }

    enum Step: Sendable, Hashable {
        case one(CharacterRanges)
        case start
        case end
        case split(Int, Int)
        case jump(Int)
        case match
    }

    private(set) var steps: [Step] = []

    /// - Throws: `PatternProblem` when it is too large.
    init(_ node: Node) throws(PatternProblem) {
        try add(node)
        steps.append(.match)
    }

    private mutating func add(_ node: Node) throws(PatternProblem) {
        switch node {
        case .one(let characters): steps.append(.one(characters))
        case .start: steps.append(.start)
        case .end: steps.append(.end)
        // What is empty is a step too, so that the bound is one for the work of compiling.
        case .sequence([]), .repeated(_, _, 0): steps.append(.jump(steps.count + 1))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let nodes): try add(choice: nodes)
        case .repeated(let node, let min, let max):
            for _ in 0..<min { try add(node) }
            if let max {
                for _ in min..<max { try add(optional: node, again: false) }
            } else {
                try add(optional: node, again: true)
            }
        }
        guard steps.count <= Self.maxSteps else { throw PatternProblem(0, "this pattern is too large") }
    }

    private mutating func add(choice nodes: [Node]) throws(PatternProblem) {
        var ends: [Int] = []
        for node in nodes.dropLast() {
            let split = placeholder()
            try add(node)
            ends.append(placeholder())
            steps[split] = .split(split + 1, steps.count)
        }
        if let last = nodes.last { try add(last) }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private mutating func add(optional node: Node, again: Bool) throws(PatternProblem) {
        let split = placeholder()
        try add(node)
        if again { steps.append(.jump(split)) }
        steps[split] = .split(split + 1, steps.count)
    }

    /// A step whose targets are not known yet.
    private mutating func placeholder() -> Int {
        steps.append(.jump(steps.count + 1))
        return steps.count - 1
    }
}
