import Foundation
import Glibc
import Testing

@Suite("sallyport validator", .timeLimit(.minutes(2)))
struct ValidatorCommandTests {
    private static let examples = SallyportProcess.root + "/examples/validators"

    private static func test(
        _ file: String, _ object: String, _ arguments: String...
    ) async throws -> CommandRun.Result {
        try await test(file, object, arguments)
    }

    private static func test(_ file: String, _ object: String, _ arguments: [String]) async throws -> CommandRun.Result
    {
        let path = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString + ".json"
        defer { unlink(path) }
        try object.write(toFile: path, atomically: false, encoding: .utf8)
        return try await CommandRun(["validator", "test", file, "--object", path] + arguments).result
    }

    @Test("tries rules on an object, and on a whole change")
    func rules() async throws {
        let naming = Self.examples + "/naming.yaml"
        let good = try await Self.test(naming, #"{"name": "robin"}"#, "--kind", "user")
        #expect(good.status == 0 && good.output == "nothing wrong\n", "\(good)")
        let bad = try await Self.test(naming, #"{"name": "R"}"#, "--kind", "user")
        #expect(bad.status == 1 && bad.errors == "", "\(bad)")
        #expect(bad.output == "name: a user name has 3 to 30 lower-case letters, digits and hyphens (userName)\n")
        let change =
            #"{"operation": "move", "kind": "project", "path": "org/acme/P", "before": {}, "after": {"name": "P"}}"#
        let moved = try await Self.test(naming, change)
        #expect(moved.status == 1 && moved.output.contains("(lowerCase)"), "\(moved)")
        let elsewhere = try await Self.test(
            Self.examples + "/one-forge.yaml", #"{"remote_repository_config_type": "manual"}"#, "--kind", "project",
            "--path", "org/other/p")
        #expect(elsewhere.status == 0, "\(elsewhere)")
    }

    @Test("tries a process")
    func process() async throws {
        let file = Self.examples + "/ownership.py"
        let bad = try await Self.test(file, #"{"name": "root"}"#, "--kind", "org")
        #expect(bad.status == 1 && bad.output == "name: root is a reserved name (reserved)\n", "\(bad)")
        let good = try await Self.test(file, #"{"name": "robin"}"#, "--kind", "user", "--operation", "update")
        #expect(good.status == 0 && good.output == "nothing wrong\n", "\(good)")
        let none = try await Self.test("/bin/true", "{}", "--kind", "user")
        #expect(none.status == 1 && none.errors.contains("/bin/true: it ended: "), "\(none)")
    }

    @Test(
        "says what is wrong with what it is given",
        arguments: [
            ("{}", ["--kind", "tree"], "there are the kinds remotesource, user"), ("{}", [], "--kind is needed"),
            (
                "{}", ["--kind", "user", "--operation", "make"],
                "there are the operations create, update, move and delete"
            ),
            ("[", ["--kind", "user"], "this is no JSON object"),
        ])
    func usage(object: String, arguments: [String], expected: String) async throws {
        let result = try await Self.test(Self.examples + "/naming.yaml", object, arguments)
        #expect(result.status == 1 && result.errors.contains(expected), "\(result)")
    }

    @Test("that plugins.yaml names wrongly keeps everything from starting, with all that is wrong")
    func problems() async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            func write(_ name: String, _ text: String) throws {
                try text.write(toFile: directory + "/" + name, atomically: false, encoding: .utf8)
            }
            try write("rules.yaml", "version: 1\nrules:\n  - {field: name, pattern: \"(\", color: red}\n")
            try write(
                "plugins.yaml",
                """
                version: 1
                validators:
                  - {name: a, plugin: rules, file: rules.yaml}
                  - {name: a, plugin: process, command: [missing.py]}
                """)
            let run = try CommandRun(["serve", "--plugins", "plugins.yaml", "--listen", "127.0.0.1:0"], in: directory)
            let result = try await run.result
            #expect(result.status == 1, "\(result)")
            for expected in [
                "plugins.yaml:4:12: ", "plugins.yaml:4:41: ", "rules.yaml:3:28: ", "rules.yaml:3:33: ",
            ] {
                #expect(result.errors.contains(expected), "\(result)")
            }
        }
    }

    @Test("runs beside the configstore and ends with it")
    func serves() async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let script = directory + "/plugin.py"
            // Says who it is, and refuses a name.
            try """
            #!/usr/bin/env python3
            import json, os, sys
            for line in sys.stdin:
                request = json.loads(line)
                result = {"contract": 1}
                if request["method"] == "validate":
                    violations = [{"code": "pid", "message": f"pid {os.getpid()}"}]
                    result = {"violations": [v for v in violations if request["params"]["changes"][0]["path"] == "user/pid"]}
                print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
            """.write(toFile: script, atomically: false, encoding: .utf8)
            chmod(script, 0o755)
            try """
            version: 1
            validators:
              - {name: own, plugin: process, command: [plugin.py]}
            """.write(toFile: directory + "/plugins.yaml", atomically: false, encoding: .utf8)
            let process = try await SallyportProcess(
                arguments: [
                    "--data-dir", directory + "/data", "--listen", "127.0.0.1:0", "--configstore-listen", "127.0.0.1:0",
                    "--plugins", directory + "/plugins.yaml",
                ])
            let fixture = CommandFixture(directory: directory, process: process)
            #expect(try await fixture.run("user", "create", "robin").status == 0)
            let refused = try await fixture.run("user", "create", "pid")
            #expect(refused.status == 1 && refused.errors.contains("validatorRefused"), "\(refused)")
            let found = try #require(refused.errors.firstMatch(of: /pid (\d+)/).flatMap { Int32($0.1) })
            #expect(kill(found, 0) == 0)
            #expect(await process.stop(SIGTERM) == 0)
            #expect(kill(found, 0) == -1)
        }
    }
}
