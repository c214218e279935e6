import Foundation
import PluginProcess
import ServiceTesting
import Testing
import Validation
import Validators

@Suite("A validator that is a process", .serviceLogs, .timeLimit(.minutes(3)))
struct ProcessValidatorTests {
    /// A process whose answer to each method is fixed.
    private static func script(initialize: String = #"{"contract": 1}"#, validate: String) -> String {
        """
        import json, sys
        for line in sys.stdin:
            request = json.loads(line)
            if "id" not in request:
                continue
            changes = request["params"].get("changes")
            result = \(initialize) if request["method"] == "initialize" else \(validate)
            print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
        """
    }

    private static func validator(
        _ script: String, scope: ValidatorScope = ValidatorScope(), allows: Bool = false
    ) -> ProcessValidator {
        var settings = PluginSettings()
        settings.timeout = .seconds(50)
        return ProcessValidator(
            name: "policy", scope: scope, allowsOnFailure: allows,
            command: PluginCommand(executable: "/usr/bin/python3", arguments: ["-c", script]), settings: settings,
            logger: TestLog.current.logger(service: "validators"))
    }

    private static func change(_ name: String, kind: String = "project") -> ProposedChange {
        ProposedChange(
            operation: .create, kind: kind, id: "1", path: "org/acme/\(name)",
            after: Array(#"{"name":"\#(name)"}"#.utf8))
    }

    private static func review(_ validator: ProcessValidator, _ changes: [ProposedChange]) async throws -> [String] {
        let set = ValidatorSet([validator], logger: TestLog.current.logger(service: "validators"))
        return try await set.running {
            try await set.violations(in: changes, deadline: nil).all.map { "\($0.path) \($0.code): \($0.message)" }
        }
    }

    @Test("says what is wrong, under its name")
    func refuses() async throws {
        let validator = Self.validator(
            Self.script(
                validate: """
                    {"violations": [{"change": index, "field": "name", "code": "bad", "message": change["path"] + "\\n!"}
                        for index, change in enumerate(changes) if change["after"]["name"].startswith("b")]}
                    """))
        #expect(try await Self.review(validator, [Self.change("a")]) == [])
        #expect(try await Self.review(validator, [Self.change("b")]) == ["name policy.bad: org/acme/b\u{FFFD}!"])
        #expect(
            try await Self.review(validator, [Self.change("a"), Self.change("b")]) == [
                "name policy.bad: project org/acme/b: org/acme/b\u{FFFD}!"
            ])
    }

    @Test("gets the change as it is, and as many in one message as it can have")
    func message() async throws {
        let validator = Self.validator(
            Self.script(
                validate: """
                    {"violations": [{"code": "seen", "message": json.dumps(changes) if len(changes) < 3 else str(len(changes))}]}
                    """))
        var change = Self.change("a")
        change.operation = .update
        change.before = Array("{\n  \"name\": \"b\\n\"\n}".utf8)
        let found = try await Self.review(validator, [change])
        #expect(
            found == [
                #" policy.seen: [{"operation": "update", "kind": "project", "id": "1", "path": "org/acme/a", "#
                    + #""before": {"name": "b\n"}, "after": {"name": "a"}}]"#
            ])
        let many = (0..<1200).map { Self.change("p\($0)") }
        let messages = try await Self.review(validator, many)
        #expect(messages.map { $0.split(separator: " ").last.map(String.init) } == ["500", "500", "200"])
        var large = Self.change("a")
        large.after = Array("\"\(String(repeating: "x", count: 1_000_000))\"".utf8)
        #expect(try await Self.review(validator, [large]).map { $0.prefix(16) } == [" policy.tooLong:"])
    }

    @Test("sees only the kinds that it wants to")
    func kinds() async throws {
        let validator = Self.validator(
            Self.script(
                initialize: #"{"contract": 1, "kinds": ["user"]}"#,
                validate: #"{"violations": [{"code": "seen", "message": change["path"]} for change in changes]}"#))
        #expect(try await Self.review(validator, [Self.change("a")]) == [])
        let both = [Self.change("a"), Self.change("b", kind: "user")]
        #expect(try await Self.review(validator, both) == [" policy.seen: org/acme/b"])
    }

    @Test(
        "that does not speak the contract is as good as none",
        arguments: [
            ("{}", "{}", "it does not speak version 1 of the contract"),
            (#"{"contract": 2}"#, "{}", "it does not speak version 1 of the contract"),
            (#"{"contract": 1, "kinds": [1]}"#, "{}", "its kinds are no list of texts"),
            (#"{"contract": 1}"#, "{}", "there are no violations in it"),
            (#"{"contract": 1}"#, #"{"violations": [{"code": "a b", "message": "x"}]}"#, "1 to 60 letters and digits"),
            (#"{"contract": 1}"#, #"{"violations": [{"code": "a", "message": ""}]}"#, "a violation needs a message"),
            (#"{"contract": 1}"#, #"{"violations": [{"change": 1, "code": "a", "message": "x"}]}"#, "that isn't there"),
        ])
    func contract(initialize: String, validate: String, expected: String) async throws {
        let script = Self.script(initialize: initialize, validate: validate)
        do {
            _ = try await Self.review(Self.validator(script), [Self.change("a")])
            Issue.record("it was heard")
        } catch ValidatorFailure.unavailable(let name, let reason, let seconds) {
            #expect(name == "policy" && reason.contains(expected) && seconds == 1, "\(reason)")
        }
        // The operator wants changes to go on without it.
        #expect(try await Self.review(Self.validator(script, allows: true), [Self.change("a")]) == [])
        #expect(TestLog.current.contains("on_failure=allow"))
    }

    @Test("that can't be asked changes nothing where another one refuses")
    func others() async throws {
        let refusing = Self.validator(
            Self.script(validate: #"{"violations": [{"code": "no", "message": "no"}]}"#))
        let broken = Self.validator(Self.script(validate: "{}"))
        let set = ValidatorSet([broken, refusing], logger: TestLog.current.logger(service: "validators"))
        let found = try await set.running { try await set.violations(in: [Self.change("a")], deadline: nil) }
        #expect(found.all.map(\.message) == ["no"])
    }
}
