import Testing
import Validation

@Suite("Conditions on what a run is about")
struct RefConditionsTests {
    private static func part(_ include: [String], not exclude: [String] = []) throws -> RefConditions.Part {
        func conditions(_ texts: [String]) throws -> [RefCondition] {
            try texts.map { text in
                text.hasPrefix("/")
                    ? try RefCondition(type: "regexp", match: String(text.dropFirst()), at: .root)
                    : try RefCondition(type: "simple", match: text, at: .root)
            }
        }
        return try RefConditions.Part(include: conditions(include), exclude: conditions(exclude))
    }

    private static func branch(_ name: String) -> RunRef {
        RunRef(kind: .branch, branch: name, ref: "refs/heads/\(name)")
    }

    private static func tag(_ name: String) -> RunRef { RunRef(kind: .tag, tag: name, ref: "refs/tags/\(name)") }

    @Test("are names that are equal, or patterns that are found")
    func matching() throws {
        let names = RefConditions(branch: try Self.part(["main"]))
        #expect(names.matches(Self.branch("main")))
        #expect(!names.matches(Self.branch("main2")) && !names.matches(Self.branch("Main")))
        let patterns = RefConditions(branch: try Self.part(["/^release-"], not: ["/-rc[0-9]+$"]))
        #expect(patterns.matches(Self.branch("release-1")) && !patterns.matches(Self.branch("release-1-rc2")))
        #expect(!patterns.matches(Self.branch("my-release-1")))
    }

    @Test("are looked at in the order branch, tag, ref, and a later one overrules")
    func order() throws {
        let conditions = RefConditions(
            branch: try Self.part(["/."], not: ["secret"]), tag: try Self.part(["v1"]),
            ref: try Self.part(["refs/heads/secret"], not: ["refs/heads/old"]))
        #expect(conditions.matches(Self.branch("main")))
        #expect(!conditions.matches(Self.branch("old")), "the ref excludes what the branch includes")
        #expect(conditions.matches(Self.branch("secret")), "the ref includes what the branch excludes")
        #expect(conditions.matches(Self.tag("v1")) && !conditions.matches(Self.tag("v2")))
    }

    @Test("never let a pull request have what is meant for the branch that it is for")
    func pullRequest() throws {
        let conditions = RefConditions(branch: try Self.part(["main"]), tag: try Self.part(["v1"]))
        let request = RunRef(kind: .pullRequest, branch: "main", tag: "v1", ref: "refs/pull/1/head")
        #expect(!conditions.matches(request))
        #expect(!conditions.matches(RunRef(kind: .tag, branch: "main", tag: "v2", ref: "refs/tags/v2")))
        #expect(!conditions.matches(RunRef(kind: .branch, branch: "dev", tag: "v1", ref: "refs/heads/dev")))
        let byRef = RefConditions(ref: try Self.part(["/^refs/pull/"]))
        #expect(byRef.matches(request) && !byRef.matches(Self.branch("main")))
    }

    @Test("match nothing when nothing is included")
    func empty() throws {
        #expect(!RefConditions().matches(Self.branch("main")))
        #expect(!RefConditions(branch: try Self.part([], not: ["x"])).matches(Self.branch("main")))
        #expect(!RefConditions(branch: try Self.part(["/."])).matches(RunRef(kind: .branch, ref: "refs/heads/")))
    }

    @Test("end with a pattern that others would hang in")
    func linear() throws {
        let conditions = RefConditions(branch: try Self.part(["/^(a|a|aa)*(a*)*$"]))
        #expect(!conditions.matches(Self.branch(String(repeating: "a", count: 2_000) + "b")))
    }
}
