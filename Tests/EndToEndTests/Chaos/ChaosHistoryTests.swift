import Testing

@Suite("What can't be in a run with faults")
struct ChaosHistoryTests {
    private static func problems(_ events: (ChaosEvent.Operation, ChaosEvent.Outcome)...) -> [String] {
        let all = events.enumerated().map { number, event in
            ChaosEvent(
                instance: number, operation: event.0, outcome: event.1, called: 2 * number, returned: 2 * number + 1)
        }
        return ChaosHistory(events: all).problems
    }

    private static let write = (
        ChaosEvent.Operation.write("r", value: "a"), ChaosEvent.Outcome.seen(revision: 2, value: "a")
    )

    @Test("is not found in what is right, also when nobody knows whether something was done")
    func right() {
        #expect(Self.problems(Self.write, (.read("r"), .seen(revision: 2, value: "a"))).isEmpty)
        #expect(
            Self.problems(
                (.write("r", value: "a"), .uncertain("503")), (.read("r"), .seen(revision: 2, value: "a"))
            ).isEmpty)
        #expect(
            Self.problems(
                (.create("n"), .made(id: "1")), (.create("n"), .refused("409")), (.find("n"), .found(id: "1"))
            ).isEmpty)
    }

    @Test("is a write that is lost, an answer that is stale, a value that nobody wrote")
    func registers() {
        #expect(!Self.problems(Self.write, (.read("r"), .seen(revision: 1, value: ""))).isEmpty)
        #expect(!Self.problems(Self.write, (.read("r"), .seen(revision: 2, value: "b"))).isEmpty)
        #expect(!Self.problems(Self.write, (.read("r"), .seen(revision: 3, value: "c"))).isEmpty)
        #expect(!Self.problems(Self.write, (.read("r"), .absent)).isEmpty)
        #expect(!Self.problems(Self.write, (.write("r", value: "b"), .seen(revision: 2, value: "b"))).isEmpty)
    }

    @Test("is a write that was done twice, or that was refused and done all the same")
    func writtenTooOften() {
        #expect(!Self.problems((.write("r", value: "a"), .seen(revision: 3, value: "a"))).isEmpty)
        #expect(
            !Self.problems((.write("r", value: "a"), .refused("409")), (.read("r"), .seen(revision: 2, value: "a")))
                .isEmpty)
        let unknown = (ChaosEvent.Operation.write("r", value: "a"), ChaosEvent.Outcome.uncertain("504"))
        #expect(Self.problems(unknown, (.write("r", value: "b"), .seen(revision: 3, value: "b"))).isEmpty)
    }

    @Test("is a name that is there twice, gone, or somebody else's")
    func names() {
        let made = (ChaosEvent.Operation.create("n"), ChaosEvent.Outcome.made(id: "1"))
        #expect(!Self.problems(made, (.create("n"), .made(id: "2"))).isEmpty)
        #expect(!Self.problems(made, (.find("n"), .absent)).isEmpty)
        #expect(!Self.problems(made, (.find("n"), .found(id: "2"))).isEmpty)
        #expect(Self.problems((.find("n"), .absent), made).isEmpty)
    }

    @Test("is a name that is there though it was refused to everybody")
    func refusedNames() {
        for (outcome, count) in [(ChaosEvent.Outcome.refused("409"), 1), (.uncertain("503"), 0), (.made(id: "1"), 0)] {
            let event = ChaosEvent(instance: 0, operation: .create("n"), outcome: outcome, called: 0, returned: 1)
            #expect(ChaosHistory(events: [event], listed: ["n", "register0"]).problems.count == count)
        }
    }
}
