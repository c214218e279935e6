import StrictYAML
import Testing
import Validation
import Validators

/// Kinds for tests.
let testKinds = [
    ValidatedKind("project", fields: ["name", "path", "size", "tags", "owner", "visibility", "open"]),
    ValidatedKind("source", isInTree: false, fields: ["name"]),
]

@Suite("Rules")
struct RulesFileTests {
    private static func read(_ text: String) -> Result<RulesValidator, YAMLProblems> {
        Result { () throws(YAMLProblems) in
            try RulesFile(kinds: testKinds).read(Array(text.utf8), file: "rules.yaml", name: "test")
        }
    }

    private static func change(
        _ object: String, _ operation: ProposedChange.Operation = .create, path: String = "org/acme/p"
    ) -> ProposedChange {
        let bytes = Array(object.utf8)
        return ProposedChange(
            operation: operation, kind: "project", id: "1", path: path, before: operation == .create ? nil : bytes,
            after: operation == .delete ? nil : bytes)
    }

    private static func found(_ rule: String, _ object: String) async throws -> [String] {
        let validator = try read("version: 1\nrules:\n  - {kinds: [project], \(rule)}\n").get()
        return try await validator.violations(in: [change(object)], deadline: nil).map {
            "\($0.path) \($0.code): \($0.message)"
        }
    }

    @Test(
        "say what is wrong with a value",
        arguments: [
            ("field: name, pattern: \"[a-z]+\"", #"{"name":"A"}"#, "name pattern: this has to match [a-z]+"),
            ("field: name, pattern: \"[a-z]+\"", #"{"name":["a"]}"#, "name pattern: this has to be one value"),
            ("field: size, pattern: \"1.\"", #"{"size":123}"#, "size pattern: this has to match 1."),
            ("field: size, range: {min: 2}", #"{"size":1.9}"#, "size range: this is at least 2"),
            ("field: size, range: {max: 2}", #"{"size":3e0}"#, "size range: this is at most 2"),
            ("field: size, range: {min: 1, max: 2}", #"{"size":"2"}"#, "size range: this has to be a number"),
            ("field: name, oneOf: [a, b]", #"{"name":"c"}"#, "name oneOf: this has to be one of a, b"),
            ("field: open, oneOf: [\"false\"]", #"{"open":true}"#, "open oneOf: this has to be one of false"),
            ("field: name, required: true", #"{"name":""}"#, "name required: this is needed"),
            ("field: tags, required: true", #"{"tags":[]}"#, "tags required: this is needed"),
            ("field: tags, forbidden: true", #"{"tags":["a"]}"#, "tags forbidden: this is not allowed"),
            ("field: \"tags[]\", oneOf: [a]", #"{"tags":["a","b"]}"#, "tags[1] oneOf: this has to be one of a"),
            (
                "field: \"owner.roles[].name\", oneOf: [a], code: role, message: no such role",
                #"{"owner":{"roles":[{"name":"b"}]}}"#, "owner.roles[0].name role: no such role"
            ),
            (
                "field: name, oneOf: [x]", "{\"name\":\"\(String(repeating: "y", count: 4097))\"}",
                "name oneOf: this has at most 4096 bytes"
            ),
        ])
    func refuse(rule: String, object: String, expected: String) async throws {
        #expect(try await Self.found(rule, object) == [expected])
    }

    @Test(
        "let pass",
        arguments: [
            ("field: name, pattern: \"[a-z]+\"", #"{"name":"a"}"#), ("field: name, pattern: \"[a-z]+\"", "{}"),
            ("field: name, oneOf: [a]", #"{"name":null}"#), ("field: size, range: {min: 1, max: 2}", #"{"size":2}"#),
            ("field: size, range: {min: -1}", #"{"size":-1}"#), ("field: tags, forbidden: true", #"{"tags":[]}"#),
            ("field: \"tags[].x\", required: true", #"{"tags":"a"}"#),
            ("field: open, oneOf: [\"true\"]", #"{"open":true}"#),
        ])
    func pass(rule: String, object: String) async throws {
        #expect(try await Self.found(rule, object) == [])
    }

    @Test("that are wrong are all reported, each with its place")
    func problems() {
        let text = """
            version: 2
            colour: red
            rules:
              - {kinds: [project, tree], field: name, pattern: "["}
              - {kinds: [], operations: [make], field: "a..b", required: false}
              - {kinds: [source], within: org/acme, field: path, oneOf: []}
              - {within: "acme/", field: name}
              - {field: size, range: {min: 3, max: 2}, oneOf: [a, a], code: "a b", message: ""}
              - {field: size, range: {}}
              - {kinds: [project, project], pattern: x, shape: round}
            """
        guard case .failure(let problems) = Self.read(text) else {
            Issue.record("it was read")
            return
        }
        let found = problems.all.map { "\($0.line):\($0.column) \($0.violation.code)" }
        #expect(
            found == [
                "1:10 outOfRange", "2:1 unknownKey", "4:13 notSupported", "4:52 invalidPattern", "5:13 required",
                "5:29 notSupported", "5:44 invalidName", "5:62 outOfRange", "6:31 contradiction",
                "6:48 unknownField", "6:61 required", "7:5 required", "7:14 invalidName",
                "8:32 outOfRange", "8:51 notSupported", "8:65 invalidName", "8:81 tooLong",
                "9:26 required", "10:5 required", "10:13 duplicateKey", "10:45 unknownKey",
            ], "\(problems)")
        #expect(problems.all.allSatisfy { $0.description.hasPrefix("rules.yaml:\($0.line):\($0.column): ") })
    }

    @Test("look at what they are about, and at nothing else")
    func scopes() async throws {
        let validator = try Self.read(
            """
            version: 1
            rules:
              - {kinds: [project], within: org/acme, field: name, forbidden: true, code: acme}
              - {kinds: [source], field: name, forbidden: true, code: source}
              - {operations: [delete], field: name, forbidden: true, code: gone}
            """
        ).get()
        func codes(
            _ operation: ProposedChange.Operation, _ path: String, from old: String? = nil
        ) async throws -> [String] {
            var change = Self.change(#"{"name":"a"}"#, operation, path: path)
            change.previousPath = old
            return try await validator.violations(in: [change], deadline: nil).map(\.code.rawValue)
        }
        #expect(try await codes(.create, "org/acme/a") == ["acme"])
        #expect(try await codes(.create, "org/acme") == ["acme"])
        #expect(try await codes(.update, "org/acme/a/b/c") == ["acme"])
        #expect(try await codes(.create, "org/acme2/a") == [])
        #expect(try await codes(.create, "user/acme/a") == [])
        #expect(try await codes(.move, "org/acme/a", from: "org/other/a") == ["acme"])
        // What holds in a place is not asked of what leaves it.
        #expect(try await codes(.move, "org/other/a", from: "org/acme/a") == [])
        #expect(try await codes(.delete, "org/acme/a") == ["gone"])
        #expect(validator.looks(at: "project", .move, below: "org"))
        #expect(validator.looks(at: "project", .delete, below: "org/other"))
        #expect(!validator.looks(at: "project", .move, below: "org/other"))
    }

    @Test("give up when the request's time is over")
    func deadline() async throws {
        let validator = try Self.read("version: 1\nrules:\n  - {field: name, required: true}\n").get()
        let changes = Array(repeating: Self.change(#"{"name":"a"}"#), count: 100)
        await #expect(throws: ValidatorFailure.deadlinePassed) {
            try await validator.violations(in: changes, deadline: .now - .seconds(1))
        }
        #expect(try await validator.violations(in: changes, deadline: nil) == [])
    }
}
