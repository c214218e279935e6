import Foundation
import ServiceTesting
import StrictYAML
import Testing
import Validation
import Validators

@Suite("The validators of a plug-ins file")
struct ValidatorsSectionTests {
    private static func read(_ text: String, in directory: String) throws -> (all: [any Validator], problems: [String])
    {
        let document = try YAMLDocument.parse(text, file: "plugins.yaml")
        _ = document.root.integer("version", in: 1...1)
        var section = ValidatorsSection(
            kinds: testKinds, directory: directory, logger: TestLog.current.logger(service: "validators"))
        let all = section.read(document.root)
        var problems = section.problems
        do throws(YAMLProblems) {
            try document.finish()
        } catch {
            problems = error.all + problems
        }
        return (
            all,
            YAMLProblems(problems).all.map {
                "\($0.file.split(separator: "/").last ?? ""):\($0.line):\($0.column) \($0.violation.code)"
            }
        )
    }

    private static func with(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func write(_ name: String, _ text: String, mode: Int) throws {
            let path = directory + "/" + name
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        try write("good.yaml", "version: 1\nrules:\n  - {field: name, required: true}\n", mode: 0o644)
        try write("bad.yaml", "version: 1\nrules:\n  - {field: name, pattern: \"(\"}\n", mode: 0o644)
        try write("run", "#!/bin/sh\n", mode: 0o755)
        try body(directory)
    }

    @Test("are read in their order, with paths from the file's folder")
    func good() throws {
        try Self.with { directory in
            let digest = "a9a7a9a5c5ad6d9d80fa2d2ba1ff4d0d5e6f9ad07de4cf8d5bc9e6b1b1a0ef50"
            let text = """
                version: 1
                validators:
                  - {name: naming, plugin: rules, file: good.yaml, kinds: [project], within: org/acme}
                  - {name: other, plugin: process, command: [./run, -x], operations: [delete], timeout: 500ms,
                     memoryMiB: 64, onFailure: allow}
                """
            let (all, problems) = try Self.read(text, in: directory)
            #expect(problems == [] && all.map(\.name) == ["naming", "other"])
            #expect(all.map(\.allowsOnFailure) == [false, true])
            #expect(
                all[0].scope
                    == ValidatorScope(kinds: ["project"], operations: ProposedChange.Operation.all, within: "org/acme"))
            #expect(all[1].scope == ValidatorScope(operations: [.delete]))
            let wrong = "version: 1\nvalidators:\n  - {name: a, plugin: process, command: [run], sha256: \(digest)}\n"
            #expect(try Self.read(wrong, in: directory).problems == ["plugins.yaml:3:41 invalidCommand"])
        }
    }

    @Test("that are wrong are all reported, those of the files that are named too")
    func bad() throws {
        try Self.with { directory in
            let text = """
                version: 1
                validators:
                  - {name: naming, plugin: rules, file: bad.yaml}
                  - {name: naming, plugin: rules, file: missing.yaml}
                  - {name: "a--b", plugin: magic, spell: x}
                  - {name: c, plugin: process, command: [missing], sha256: abc, timeout: 1h, onFailure: maybe}
                  - {name: d, plugin: process, command: [good.yaml], memoryMiB: 1, file: x}
                  - {plugin: process, command: []}
                """
            let (_, problems) = try Self.read(text, in: directory)
            #expect(
                problems == [
                    "bad.yaml:3:28 invalidPattern", "plugins.yaml:4:12 taken", "plugins.yaml:4:41 missingFile",
                    "plugins.yaml:5:12 invalidName",
                    "plugins.yaml:5:28 unknownPlugin", "plugins.yaml:6:41 invalidCommand",
                    "plugins.yaml:6:60 invalidType", "plugins.yaml:6:74 outOfRange",
                    "plugins.yaml:6:89 notSupported", "plugins.yaml:7:41 invalidCommand",
                    "plugins.yaml:7:65 outOfRange", "plugins.yaml:7:68 unknownKey", "plugins.yaml:8:5 required",
                    "plugins.yaml:8:32 required",
                ])
        }
    }
}
