import Testing
import Validation

@Suite("Violations")
struct ViolationsTests {
    @Test("say where they are")
    func rendersPaths() {
        let path = FieldPath("remoteSources").appending(index: 0).appending("auth").appending("clientID")
        #expect(path.description == "remoteSources[0].auth.clientID")
        #expect(FieldPath.root.description == "")
        #expect(FieldPath.root.appending(index: 2).appending("a").description == "[2].a")
    }

    @Test("are collected, and thrown together")
    func collects() throws {
        var violations = Violations()
        try violations.throwIfAny()
        violations.add(nil)
        violations.add("a", .required, "a is needed")
        violations.add(Violation("b", .taken, "b is taken"))
        violations.add(contentsOf: Violations([Violation("c", .tooLong, "c is too long")]))
        let thrown = #expect(throws: Violations.self) { try violations.throwIfAny() }
        #expect(thrown?.all.map(\.path.description) == ["a", "b", "c"])
    }
}
