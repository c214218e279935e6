import Foundation
import Testing

/// An entry that is right.
private let goodEntry = "{name: a, type: gitea, apiURL: \"https://git.example.com\", auth: {type: password}}"

@Suite("sallyport validate", .timeLimit(.minutes(1)))
struct ValidateTests {
    private static func validate(_ files: [String: [UInt8]], also others: [String] = []) async throws
        -> CommandRun.Result
    {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory + "/folder", withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: directory + "/" + name)) }
        return try await CommandRun(["validate"] + files.keys.sorted() + others, in: directory).result
    }

    @Test("ends with 0 for a good file, and says what is in it")
    func good() async throws {
        let text = "remoteSources:\n  - \(goodEntry)\n"
        let result = try await Self.validate(["a.yaml": Array(text.utf8)])
        #expect(
            result.status == 0 && result.output == "a.yaml: 1 remote source, nothing wrong\n" && result.errors == "")
    }

    @Test(
        "says where each file is bad, and ends with 1",
        arguments: [
            ("- a\n- b\n", "1:1: a file is a map"),
            ("# note\njust a text\n", "2:1: a file is a map"),
            ("", "1:1: a file is a map of keys and values, this one is empty"),
            ("remoteSources: []\ncolour: red\n", "2:1: colour: there is no such key"),
            ("remoteSources:\n  - {nam: a}\n", "2:6: remoteSources[0].nam: there is no such key"),
            ("remoteSources: []\nremoteSources: []\n", "2:1: remoteSources: this key is here more than once"),
            ("a: &a [x]\nb: &b [*a, *a]\nremoteSources: [*b, *b]\n", "2:4: anchors and aliases are not used here"),
            ("remoteSources: 7\n", "1:16: remoteSources: "),
            ("remoteSources:\n  - {name: [a]}\n", "2:12: remoteSources[0].name: this has to be a text"),
            ("remoteSources:\n  - {name: a, skipVerify: maybe}\n", "2:27: remoteSources[0].skipVerify: "),
            (
                "remoteSources:\n  - \(goodEntry)\n  - \(goodEntry)\n",
                "3:12: remoteSources[1].name: another remote source"
            ),
            ("remoteSources:\n  - {type: none}\n", "2:12: remoteSources[0].type: no driver has this type"),
            ("remoteSources:\n  - {name: a--b}\n", "2:12: remoteSources[0].name: "),
            ("remoteSources:\n  - {apiURL: \"ftp://x\"}\n", "2:14: remoteSources[0].apiURL: "),
            (
                "remoteSources:\n  - {auth: {type: oauth2, clientSecret: x}}\n",
                "2:41: remoteSources[0].auth.clientSecret: "
            ),
            ("remoteSources: [\n", "2:1: this is not YAML"),
            (
                "remoteSources:\n  - {name: a, renamedFrom: b}\n  - {name: b, renamedFrom: c}\n"
                    + "  - {name: c, renamedFrom: a}\n",
                "3:28: remoteSources[1].renamedFrom: these names go round"
            ),
        ])
    func bad(text: String, expected: String) async throws {
        let result = try await Self.validate(["bad.yaml": Array(text.utf8)])
        #expect(result.status == 1 && result.output == "")
        #expect(result.errors.contains("bad.yaml:" + expected), "\(result)")
        #expect(result.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("bad.yaml:") })
    }

    @Test("reads no more than a file may have, and no bytes that are no text")
    func bytes() async throws {
        let result = try await Self.validate([
            "large.yaml": Array(repeating: UInt8(ascii: "x"), count: 5_000_000),
            "latin.yaml": Array("remoteSources:\n  - name: \"a".utf8) + [0xff, 0x22],
            "zero.yaml": [0, 0, 0],
        ])
        #expect(result.status == 1)
        #expect(result.errors.contains("large.yaml:1:1: a file has at most 1048576 bytes, this one has 5000000"))
        #expect(result.errors.contains("latin.yaml:2:13: this is not UTF-8"))
        #expect(result.errors.contains("zero.yaml:1:1: "))
    }

    @Test("goes on with the other files when one is missing, or an empty folder")
    func missing() async throws {
        let bad = Array("colour: red\n".utf8)
        let result = try await Self.validate(["bad.yaml": bad], also: ["missing.yaml", "folder", "bad.yaml"])
        #expect(result.status == 1)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count { $0.contains("bad.yaml:1:1: colour: ") } == 2)
        #expect(lines.contains { $0.contains("missing.yaml: there is no such file") })
        #expect(lines.contains { $0.contains("folder: this folder has no *.yaml and no *.yml") })
    }
}
