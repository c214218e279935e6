import Testing

@Suite("The order of commits")
struct CommitOrderTests {
    /// When it was called and answered, what it was, the answer, and the commit.
    private typealias Line = (Int, Int, Register.Operation, String, Int?)

    private static func entries(_ lines: [Line]) -> [HistoryEntry<Register>] {
        lines.sorted { $0.0 < $1.0 }.enumerated().map { number, line in
            HistoryEntry(
                client: number, step: 0, instance: 0, world: 0, operation: line.2, answer: line.3, called: line.0,
                returned: line.1, commit: line.4)
        }
    }

    /// What the order by itself shows, without any search.
    private static func told(_ lines: [Line]) -> String {
        let entries = entries(lines)
        return switch CommitOrder.verdict(on: entries, initial: Register()) {
        case .explained(_, let final, _): "\(final.value)"
        case .refuted(let stuck, _), .undecided(let stuck, _): "stuck at \(entries[stuck.entry].called)"
        case nil: "no order"
        }
    }

    @Test("explains what hundreds do at once in a few steps for each")
    func manyAtOnce() {
        let writes: [Line] = (1...300).map { ($0, 1_000 + $0, .write($0), "done", 301 - $0) }
        let reads: [Line] = (1...300).map { (300 + $0, 2_000 + $0, .read, "\($0)", nil) }
        let verdict = LinearizabilityChecker(initial: Register(), maxSteps: 0).check(Self.entries(writes + reads))
        guard case .explained(let order, let final, let steps) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(order.count == 600)
        #expect(final.value == 1)
        #expect(steps < 600 * 300)
    }

    @Test("explains a read by a state that there was while it was under way, and by no other")
    func reads() {
        let writes: [Line] = [(1, 2, .write(1), "done", 1), (3, 6, .write(2), "done", 2), (8, 9, .write(3), "done", 3)]
        for (read, value) in [((4, 5), "1"), ((4, 5), "2"), ((7, 10), "2"), ((7, 10), "3")] {
            #expect(Self.told(writes + [(read.0, read.1, .read, value, nil)]) == "3", "\(read) \(value)")
        }
        for (read, value) in [((4, 5), "0"), ((4, 5), "3"), ((7, 10), "1"), ((10, 11), "2")] {
            let stuck = "stuck at \(read.0)"
            #expect(Self.told(writes + [(read.0, read.1, .read, value, nil)]) == stuck, "\(read) \(value)")
        }
        // Whoever asks after somebody was answered sees nothing older.
        let write: Line = (1, 20, .write(1), "done", 1)
        #expect(Self.told([write, (2, 3, .read, "0", nil), (4, 5, .read, "1", nil)]) == "1")
        #expect(Self.told([write, (2, 3, .read, "1", nil), (4, 5, .read, "0", nil)]) == "stuck at 4")
    }

    @Test("does not explain what it contradicts: real time, or an answer")
    func contradicted() {
        #expect(Self.told([(1, 2, .write(1), "done", 2), (3, 4, .write(2), "done", 1)]) == "stuck at 1")
        #expect(Self.told([(1, 9, .swap(0, 1), "done", 2), (2, 8, .swap(1, 2), "done", 1)]) == "stuck at 2")
        // What says that it changed something, and committed nothing, must have left things as they were.
        let write: Line = (1, 2, .write(1), "done", 1)
        #expect(Self.told([write, (3, 4, .write(1), "done", nil)]) == "1")
        #expect(Self.told([write, (3, 4, .write(2), "done", nil)]) == "stuck at 3")
        #expect(Self.told([(1, 2, .read, "0", nil)]) == "no order")
    }

    @Test("lets a change go back to what its answer tells of, but not before what was answered when it was called")
    func earlier() {
        let write: Line = (1, 9, .write(5), "done", 1)
        #expect(Self.told([write, (2, 8, .swap(0, 1), "done", 2), (10, 11, .read, "5", nil)]) == "5")
        #expect(Self.told([write, (10, 11, .swap(0, 1), "done", 2)]) == "stuck at 10")
        // Nor where that makes another answer wrong.
        let swap: Line = (1, 9, .swap(0, 5), "done", 1)
        #expect(Self.told([swap, (2, 8, .swap(0, 1), "done", 2)]) == "stuck at 2")
    }

    @Test("is no last word: another one is searched, and where none is found in time, it says what it contradicts")
    func searched() {
        let checker = LinearizabilityChecker(initial: Register(), maxSteps: 1_000)
        let wrong = Self.entries([(1, 9, .swap(0, 1), "done", 2), (2, 8, .swap(1, 2), "done", 1)])
        guard case .explained(_, let final, _) = checker.check(wrong) else {
            Issue.record("no order was found")
            return
        }
        #expect(final.value == 2)
        let writes: [Line] = (1...20).map { (0, 100, .write($0), "done", $0) }
        let hopeless = Self.entries(writes + [(1, 2, .read, "99", nil)])
        guard case .undecided(let stuck, let steps) = checker.check(hopeless) else {
            Issue.record("this can't be decided in a thousand steps")
            return
        }
        #expect(hopeless[stuck.entry].answer == "99")
        #expect((1_000..<2_000).contains(steps))
    }
}
