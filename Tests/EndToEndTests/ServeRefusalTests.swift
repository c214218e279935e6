import Foundation
import ServiceTesting
import Testing

@Suite("A start that can't be made", .serviceLogs, .timeLimit(.minutes(1)))
struct ServeRefusalTests {
    /// What `serve` says, beside a log line or two.
    private static func refusal(_ arguments: [String], in directory: String) async throws -> String {
        let result = try await CommandRun(["serve"] + arguments, in: directory).result
        #expect(result.status == 1 && result.output == "", "\(result)")
        #expect(!result.errors.contains("Error Domain") && !result.errors.contains("could not be completed"))
        return result.errors
    }

    @Test("because of its plug-ins names every problem at once, with its place")
    func plugins() async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try """
            version: 1
            drivers:
              remotesource:
                - {type: gitea, plugin: builtin/gitea}
                - {type: gitea, plugin: builtin/gitea}
                - {type: x, plugin: builtin/none}
                - {type: y, plugn: z}
            colour: red

            """.write(toFile: directory + "/bad.yaml", atomically: false, encoding: .utf8)
            let errors = try await Self.refusal(["--plugins", "bad.yaml"], in: directory)
            #expect(
                errors.split(separator: "\n").map { $0.split(separator: " ")[0] } == [
                    "bad.yaml:5:14:", "bad.yaml:6:25:", "bad.yaml:7:7:", "bad.yaml:7:17:", "bad.yaml:8:1:",
                ], "\(errors)")
            #expect(!FileManager.default.fileExists(atPath: directory + "/sallyport-data"))
            let missing = try await Self.refusal(["--plugins", "none.yaml"], in: directory)
            #expect(missing.contains("none.yaml: there is no such file"))
        }
    }

    @Test("says what is in the way: a folder that is none or in use, an address that is taken or nowhere")
    func inTheWay() async throws {
        try await CommandFixture.with { fixture in
            let file = try fixture.file("file", "")
            for path in [file, file + "/below"] {
                let errors = try await Self.refusal(
                    ["--listen", "127.0.0.1:0", "--data-dir", path], in: fixture.directory)
                #expect(errors.contains("\(path) can't be made: name a folder"), "\(errors)")
            }
            let used = try await Self.refusal(
                ["--listen", "127.0.0.1:0", "--data-dir", fixture.directory], in: fixture.directory)
            #expect(used.contains("\(fixture.directory) is in use by another process"), "\(used)")
            let address = fixture.gatewayURL.replacing("http://", with: "")
            for (listen, reason) in [(address, "Address already in use"), ("nowhere.invalid:80", "nowhere.invalid")] {
                let errors = try await Self.refusal(
                    ["--listen", listen, "--data-dir", fixture.directory + "/other"], in: fixture.directory)
                #expect(errors.contains("sallyport: can't listen on \(listen): "), "\(errors)")
                #expect(errors.contains(reason), "\(errors)")
            }
        }
    }
}
