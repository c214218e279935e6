/// A pattern on its way through a text: all the steps that a match may be at.
struct PatternRun {
    private let steps: [PatternProgram.Step]
    private var current: Threads
    private var following: Threads

    init(_ program: PatternProgram) {
        steps = program.steps
        current = Threads(count: steps.count)
        following = Threads(count: steps.count)
    }

    /// Whether no match can come any more.
    var isOver: Bool { current.list.isEmpty }

    /// Whether a match ends here.
    var hasMatched: Bool { current.contains(steps.count - 1) }

    /// Lets a match begin here.
    mutating func begin(atStart: Bool, atEnd: Bool) {
        current.add(0, of: steps, atStart: atStart, atEnd: atEnd)
    }

    /// Goes on by one character.
    mutating func take(_ scalar: Unicode.Scalar, atEnd: Bool) {
        for index in current.list {
            if case .one(let characters) = steps[index], characters.contains(scalar.value) {
                following.add(index + 1, of: steps, atStart: false, atEnd: atEnd)
            }
        }
        current.removeAll()
        swap(&current, &following)
    }

    /// Steps, each once.
    private struct Threads {
        private(set) var list: [Int] = []
        private var isIn: [Bool]
        private var waiting: [Int] = []

        init(count: Int) {
            isIn = Array(repeating: false, count: count)
        }

        func contains(_ index: Int) -> Bool { isIn[index] }

        /// Adds a step and all that can be reached from it without a character.
        mutating func add(_ start: Int, of steps: [PatternProgram.Step], atStart: Bool, atEnd: Bool) {
            waiting.append(start)
            while let index = waiting.popLast() {
                if isIn[index] { continue }
                isIn[index] = true
                list.append(index)
                switch steps[index] {
                case .jump(let target): waiting.append(target)
                case .split(let first, let second):
                    waiting.append(first)
                    waiting.append(second)
                case .start: if atStart { waiting.append(index + 1) }
                case .end: if atEnd { waiting.append(index + 1) }
                case .one, .match: break
                }
            }
        }

        mutating func removeAll() {
            for index in list { isIn[index] = false }
            list.removeAll(keepingCapacity: true)
        }
    }
}
