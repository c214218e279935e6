import Foundation
import Testing

@Suite("sallyport driver test", .timeLimit(.minutes(5)))
struct DriverTestCommandTests {
    private static func test(_ arguments: [String], in directory: String) async throws -> CommandRun.Result {
        try await CommandRun(["driver", "test"] + arguments, input: "", in: directory).result
    }

    /// A folder of its own, with one thing missing of Gitea's recordings when that is asked for.
    private static func withRecordings<Result>(
        without operation: String?, _ work: (String) async throws -> Result
    ) async throws -> Result {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let recordings = directory + "/gitea"
        try FileManager.default.copyItem(atPath: SallyportProcess.root + "recordings/gitea", toPath: recordings)
        if let operation {
            let file = URL(filePath: recordings + "/operations.json")
            let list = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
            let rest = list.filter { $0["operation"] as? String != operation }
            try JSONSerialization.data(withJSONObject: rest).write(to: file)
        }
        return try await work(directory)
    }

    @Test("finds the recordings by the driver's id, and runs the groups that are named")
    func passes() async throws {
        let result = try await Self.test(
            ["forgejo", "--group", "links", "--group", "manifest"], in: SallyportProcess.root)
        #expect(result.status == 0, "\(result)")
        #expect(result.output.hasPrefix("builtin/gitea 1.0.0: "))
        #expect(result.output.hasSuffix("2 groups passed, 0 failed, 0 not applicable\n"))
    }

    @Test("holds the driver for plain git to all that applies to it")
    func git() async throws {
        let result = try await Self.test(["git"], in: SallyportProcess.root)
        #expect(result.status == 0 && result.output.hasPrefix("builtin/git 1.0.0: "), "\(result)")
        #expect(result.output.hasSuffix("7 groups passed, 0 failed, 12 not applicable\n"), "\(result)")
    }

    @Test("makes the process of a driver fail, when it is one")
    func process() async throws {
        let result = try await Self.test(
            ["pagure", "--plugins", "plugins.yaml", "--group", "process", "--group", "files"], in: SallyportProcess.root
        )
        #expect(result.status == 0, "\(result)")
        #expect(result.output.contains("passed          process") && result.output.contains("not applicable  files"))
    }

    @Test("ends with 1 when something is declared and not tested, and writes JUnit's XML")
    func fails() async throws {
        try await Self.withRecordings(without: "link") { directory in
            let result = try await Self.test(
                ["gitea", "--recordings", "gitea", "--group", "links", "--junit", "report.xml"], in: directory)
            #expect(result.status == 1, "\(result)")
            #expect(
                result.output.contains("links is declared and not tested: there is no recording of a link to: commit"))
            let xml = try String(contentsOfFile: directory + "/report.xml", encoding: .utf8)
            #expect(xml.contains(#"tests="1" failures="1" skipped="0""#) && xml.contains("<failure message=\"5 things"))
        }
    }

    @Test("says what is wrong with how it was called")
    func usage() async throws {
        try await Self.withRecordings(without: nil) { directory in
            let unknown = try await Self.test(["sourcehut"], in: directory)
            #expect(unknown.status == 1 && unknown.errors.hasPrefix("sallyport: there is no driver sourcehut"))
            let group = try await Self.test(["gitea", "--group", "other"], in: directory)
            #expect(group.status == 64 && group.errors.contains("there is no group other; there are manifest, "))
            try FileManager.default.copyItem(
                atPath: SallyportProcess.root + "examples/drivers/gogs.yaml", toPath: directory + "/gogs.yaml")
            let file = try await Self.test(["gogs.yaml"], in: directory)
            #expect(file.status == 1 && file.errors.contains("kit.json: it is not there"), "\(file)")
            let nowhere = try await Self.test(["gitea"], in: directory)
            #expect(nowhere.status == 1 && nowhere.errors.contains("kit.json: it is not there, or can't be read"))
        }
    }
}
