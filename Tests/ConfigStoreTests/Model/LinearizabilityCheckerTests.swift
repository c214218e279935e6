import Testing

@Suite("The search for an order")
struct LinearizabilityCheckerTests {
    private typealias Line = (Int, Int, Register.Operation, String)

    private static func verdict(_ lines: [Line], maxSteps: Int = 10_000) -> String {
        let entries = lines.enumerated().map { number, line in
            HistoryEntry<Register>(
                client: number, step: 0, instance: 0, world: 0, operation: line.2, answer: line.3, called: line.0,
                returned: line.1)
        }
        let checker = LinearizabilityChecker(initial: Register(), maxSteps: maxSteps)
        return switch checker.check(entries.sorted { $0.called < $1.called }) {
        case .explained(_, let final, _): "\(final.value)"
        case .refuted(let stuck, _): "stuck at \(entries[stuck.entry].called)"
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

    @Test("says when it gives up instead of calling it either")
    func undecided() {
        let writes: [Line] = (1...12).map { (0, 100, .write($0), "done") }
        #expect(Self.verdict(writes + [(1, 2, .read, "99")], maxSteps: 50) == "undecided")
        #expect(Self.verdict(writes + [(1, 2, .read, "7")], maxSteps: 50) != "undecided")
    }

    @Test("looks at no state twice, so that many writes at once take no time")
    func memory() {
        // 16 writes in every order would be 2 × 10^13.
        let swaps: [Line] = (0..<16).map { (0, 100, .swap($0, $0 + 1), "done") }
        #expect(Self.verdict(swaps.reversed() + [(101, 102, .read, "16")], maxSteps: 5_000) == "16")
    }
}
