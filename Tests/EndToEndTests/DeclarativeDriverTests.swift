import Crypto
import Foundation
import Testing

@Suite("Commands with a declarative driver", .timeLimit(.minutes(1)))
struct DeclarativeDriverTests {
    private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs a command beside a plug-ins file and a manifest, whose text is that of Gogs, changed.
    private static func run(
        _ arguments: [String], input: String = "", changing change: (String, String)? = nil
    ) async throws -> CommandRun.Result {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory + "/drivers", withIntermediateDirectories: true)
        var manifest = String(
            decoding: try Data(contentsOf: project.appending(path: "examples/drivers/gogs.yaml")), as: UTF8.self)
        if let change { manifest = manifest.replacing(change.0, with: change.1) }
        for (name, text) in [
            ("drivers/gogs.yaml", manifest), ("secret", "webhook-secret"),
            (
                "plugins.yaml",
                """
                version: 1
                drivers:
                  remotesource:
                    - {type: gogs, plugin: declarative, manifest: drivers/gogs.yaml}

                """
            ),
            (
                "sources.yaml",
                "remoteSources:\n  - {name: g, type: gogs, apiURL: \"https://g.example\", auth: {type: password}}\n"
            ),
        ] {
            try Data(text.utf8).write(to: URL(filePath: directory + "/" + name))
        }
        return try await CommandRun(arguments, input: input, in: directory).result
    }

    @Test("validate remote sources of its type")
    func validate() async throws {
        let result = try await Self.run(["validate", "--plugins", "plugins.yaml", "sources.yaml"])
        #expect(result.status == 0 && result.output == "sources.yaml: 1 remote source, nothing wrong\n", "\(result)")
        let builtIn = try await Self.run(["validate", "sources.yaml"])
        #expect(builtIn.status == 1 && builtIn.errors.contains("no driver has this type"))
    }

    @Test("say where its manifest is wrong, or that there is none")
    func mistakes() async throws {
        let validate = ["validate", "--plugins", "plugins.yaml", "sources.yaml"]
        let wrong = try await Self.run(validate, changing: ("credential: token", "credential: tokn"))
        #expect(wrong.status == 1 && wrong.output == "")
        #expect(wrong.errors.contains("drivers/gogs.yaml:11:13: credential: there is no tokn"), "\(wrong)")
        let missing = try await Self.run(["validate", "--plugins", "sources.yaml", "sources.yaml"])
        #expect(missing.status == 1)
    }

    @Test("verify and read its deliveries")
    func deliveries() async throws {
        let file = Self.project.appending(path: "recordings/gogs/bodies/webhooks/push.json")
        let body = try Data(contentsOf: file)
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data("webhook-secret".utf8)))
        let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        func parse(_ signature: String) async throws -> CommandRun.Result {
            try await Self.run(
                [
                    "webhook", "parse", "--plugins", "plugins.yaml", "--driver", "gogs", "--secret-file", "secret",
                    "--header", "X-Gogs-Event: push", "--header", "X-Gogs-Signature: \(signature)",
                ], input: String(decoding: body, as: UTF8.self))
        }
        let result = try await parse(digits)
        let event = try #require(result.json as? [String: Any], "\(result)")
        #expect(event["kind"] as? String == "push" && event["driver"] as? String == "gogs")
        #expect(try JSONSchema.event().problems(of: event) == [])
        #expect(try await parse(String(digits.reversed())).status == 4)
    }
}
