import Testing

/// A number that can be read, written, and written only when it is what somebody thinks it is.
private struct Register: SequentialModel {
    enum Operation: Sendable {
        case read, write(Int), swap(Int, Int)
    }

    var value = 0

    static func isObservation(_ operation: Operation, _ answer: String) -> Bool {
        if case .read = operation { true } else { answer == "refused" }
    }

    func expected(_ operation: Operation, answering answer: String) -> String {
        switch operation {
        case .read: String(value)
        case .write: "done"
        case .swap(let old, _): old == value ? "done" : "refused"
        }
    }

    func after(_ operation: Operation, answering answer: String) -> Register? {
        guard expected(operation, answering: answer) == answer else { return nil }
        switch operation {
        case .read: return self
        case .write(let new): return Register(value: new)
        case .swap(_, let new): return answer == "done" ? Register(value: new) : self
        }
    }
}

@Suite("The search for an order")
struct LinearizabilityCheckerTests {
    private typealias Line = (Int, Int, Register.Operation, String)

    private static func verdict(_ lines: [Line], maxStates: Int = 1_000) -> String {
        let entries = lines.enumerated().map { number, line in
            HistoryEntry<Register>(
                client: number, step: 0, instance: 0, world: 0, operation: line.2, answer: line.3, called: line.0,
                returned: line.1)
        }
        let checker = LinearizabilityChecker(initial: Register(), maxStates: maxStates)
        return switch checker.check(entries.sorted { $0.called < $1.called }) {
        case .explained(_, let final, _): "\(final.value)"
        case .refuted(let stuck): "stuck at \(entries[stuck.entry].called)"
        case .undecided: "undecided"
        }
    }

    @Test("finds one where there is one")
    func explained() {
        #expect(Self.verdict([]) == "0")
        #expect(Self.verdict([(1, 2, .write(1), "done"), (3, 4, .read, "1")]) == "1")
        // Two writes at the same time: readers say in which order they came.
        let writes: [Line] = [(1, 9, .write(1), "done"), (2, 10, .write(2), "done")]
        #expect(Self.verdict(writes + [(3, 4, .read, "2"), (5, 6, .read, "1")]) == "1")
        #expect(Self.verdict(writes + [(3, 4, .read, "1"), (5, 6, .read, "2")]) == "2")
        // A refusal in the middle of a change and its undoing.
        #expect(
            Self.verdict([(1, 8, .swap(0, 1), "done"), (2, 9, .swap(1, 0), "done"), (3, 7, .swap(0, 5), "refused")])
                == "0")
        // Whatever never returned may have happened, or not.
        #expect(Self.verdict([(1, .max, .write(1), "done"), (2, 3, .read, "0"), (4, 5, .read, "1")]) == "1")
        #expect(Self.verdict([(1, .max, .write(1), "done"), (2, 3, .read, "0")]) == "0")
    }

    @Test("finds none where there is none, and says where it got stuck")
    func refuted() {
        #expect(Self.verdict([(1, 2, .write(1), "done"), (3, 4, .read, "0")]) == "stuck at 3")
        let writes: [Line] = [(1, 9, .write(1), "done"), (2, 10, .write(2), "done")]
        #expect(Self.verdict(writes + [(3, 4, .read, "2"), (5, 6, .read, "1"), (7, 8, .read, "2")]) == "stuck at 7")
        // A lost update: both saw 0, and both were told that they were the one to change it.
        #expect(Self.verdict([(1, 3, .swap(0, 1), "done"), (2, 4, .swap(0, 2), "done")]).hasPrefix("stuck"))
    }

    @Test("believes no hint that is wrong")
    func hints() {
        func history(_ hint: ClosedRange<Int>) -> [HistoryEntry<Register>] {
            [
                HistoryEntry(
                    client: 0, step: 0, instance: 0, world: 0, operation: .write(1), answer: "done", called: 1,
                    returned: 9, hint: hint),
                HistoryEntry(
                    client: 1, step: 0, instance: 0, world: 0, operation: .read, answer: "1", called: 3, returned: 5,
                    hint: 4...4),
            ]
        }
        for hint in [2...3, 6...7] {
            guard case .explained = LinearizabilityChecker(initial: Register()).check(history(hint)) else {
                Issue.record("\(hint)")
                continue
            }
        }
    }

    @Test("says when it gives up instead of calling it either")
    func undecided() {
        let writes: [Line] = (1...12).map { (0, 100, .write($0), "done") }
        #expect(Self.verdict(writes + [(1, 2, .read, "99")], maxStates: 50) == "undecided")
        #expect(Self.verdict(writes + [(1, 2, .read, "7")], maxStates: 50) != "undecided")
    }

    @Test("looks at no state twice, so that many writes at once take no time")
    func memory() {
        // 16 writes in every order would be 2 × 10^13.
        let swaps: [Line] = (0..<16).map { (0, 100, .swap($0, $0 + 1), "done") }
        #expect(Self.verdict(swaps.reversed() + [(101, 102, .read, "16")], maxStates: 500) == "16")
    }
}
