import Testing
import Validation

@Suite("Patterns")
struct PatternTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let covered: [String]
        let others: [String]

        init(_ pattern: String, _ covered: [String], not others: [String]) {
            self.pattern = pattern
            self.covered = covered
            self.others = others
        }

        var testDescription: String { pattern }
    }

    @Test(
        "cover a whole text",
        arguments: [
            Case("", [""], not: ["a"]),
            Case("abc", ["abc"], not: ["", "ab", "abcd", "xabc"]),
            Case("a.c", ["abc", "aöc", "a🦊c"], not: ["ac", "a\nc"]),
            Case("[a-c-]+", ["a-b", "-"], not: ["", "d", "a d"]),
            Case("[^a-c]", ["d", "\n"], not: ["a", ""]),
            Case("[\\d\\-x]*", ["", "12-x"], not: ["\\", "d"]),
            Case("[\\D]", ["a"], not: ["1"]),
            Case("\\w\\W\\s\\S\\d\\D", ["a- b1c"], not: ["a- b11"]),
            Case("\\.\\(\\[\\{\\\\", [".([{\\"], not: [".([{"]),
            Case("a{3}", ["aaa"], not: ["aa", "aaaa"]),
            Case("a{2,}", ["aa", "aaaaa"], not: ["a"]),
            Case("a{0,2}b{0}", ["", "a", "aa"], not: ["aaa", "b"]),
            Case("ab|cd|", ["ab", "cd", ""], not: ["abcd", "a"]),
            Case("(a|b(?:c|d))*", ["", "abcbda"], not: ["b", "acb"]),
            Case("(a*)*", ["", "aaa"], not: ["b"]),
            Case("^a$", ["a"], not: ["", "aa"]),
            Case("a^b|a$b|(^|a)b", ["b", "ab"], not: ["bb"]),
            Case("[a-z][a-z0-9-]{2,29}", ["abc", "a-0"], not: ["ab", "0ab", "Abc"]),
            Case("é", ["é"], not: ["e"]),
        ])
    func match(example: Case) throws {
        let pattern = try Pattern(example.pattern)
        for text in example.covered { #expect(pattern.matches(text), "\(text.debugDescription)") }
        for text in example.others { #expect(!pattern.matches(text), "\(text.debugDescription)") }
    }

    @Test(
        "are found in a text",
        arguments: [
            Case("b+", ["b", "abba", "ab", "ba"], not: ["", "aa"]),
            Case("^v\\d", ["v1", "v1.2"], not: ["av1", "v"]),
            Case("x$", ["x", "yx"], not: ["xy", ""]),
            Case("^$", [""], not: ["a"]),
            Case("^release/|^main$", ["release/1", "main"], not: ["mains", "a release/"]),
            Case("", ["", "anything"], not: []),
            Case("aab", ["aaab", "aabaab"], not: ["abab"]),
        ])
    func search(example: Case) throws {
        let pattern = try Pattern(example.pattern)
        for text in example.covered { #expect(pattern.isFound(in: text), "\(text.debugDescription)") }
        for text in example.others { #expect(!pattern.isFound(in: text), "\(text.debugDescription)") }
    }

    @Test(
        "that are wrong say where",
        arguments: [
            ("a)", 1), ("(a", 2), ("a|(b|[c)", 5), ("*a", 0), ("a|+", 2), ("a**", 2), ("a+?", 2), ("a{2", 3),
            ("a{,2}", 2),
            ("a{3,2}", 6), ("a{201}", 5), ("a{99999999999999999999}", 22), ("[]", 1), ("[z-a]", 4), ("[\\w-z]", 5),
            ("a]", 1), ("a}", 1), ("\\", 1), ("a\\1", 1), ("(?=a)", 2), ("(?i)a", 2), ("[a[b]", 2), ("[^]", 2),
            (String(repeating: "a", count: 501), 0), (String(repeating: "(", count: 21), 20),
            ("((((a{200}){200}){200}){200}){200}", 0), ("(((){200}){200}){200}", 0),
        ])
    func problems(source: String, position: Int) {
        let problem = #expect(throws: PatternProblem.self) { try Pattern(source) }
        #expect(problem?.position == position, "\(problem?.reason ?? "")")
        #expect(problem?.reason.isEmpty == false)
    }

    @Test("need no going back", .timeLimit(.minutes(1)))
    func isLinear() throws {
        let text = String(repeating: "a", count: 20_000)
        for evil in ["(a*)*b", "(a|aa)+b", "(a|a?)+b", "((a+)+)+b", "(.*a){12}b"] {
            let pattern = try Pattern(evil)
            #expect(!pattern.matches(text))
            #expect(!pattern.isFound(in: text))
            #expect(pattern.matches(text + "b"))
        }
    }

    @Test("agree with their specification on random patterns and texts", arguments: 1...8)
    func agreesWithSpecification(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var (covered, found) = (0, 0)
        for _ in 0..<400 {
            let specification = PatternSpecification.random(depth: 3, using: &generator)
            let pattern = try Pattern(specification.source)
            for _ in 0..<10 {
                let text = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
                    "abc".randomElement(using: &generator) ?? "a"
                }
                let (covers, isFound) = (specification.covers(text), specification.isFound(in: text))
                #expect(pattern.matches(String(text)) == covers, "\(pattern.source) \(String(text))")
                #expect(pattern.isFound(in: String(text)) == isFound, "\(pattern.source) \(String(text))")
                if covers { covered += 1 }
                if isFound { found += 1 }
            }
        }
        #expect(covered > 200 && found > covered && found < 4000)
    }
}
