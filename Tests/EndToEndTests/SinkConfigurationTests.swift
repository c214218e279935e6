import Foundation
import ServiceTesting
import Testing

@Suite("The sinks in sallyport.yaml", .serviceLogs, .timeLimit(.minutes(2)))
struct SinkConfigurationTests {
    @Test("report everything that is wrong with them at once, each where it was said, and no secret")
    func wrong() async throws {
        let yaml = """
            deliveries: {maxBytes: 7}
            gateway:
              sinks:
                - {name: ci, type: cloudevents, url: "ftp://x", secretFrom: {env: GOOD}, events: [push, party]}
                - {name: bus, type: kafka, url: "https://bus.example.com", secretFrom: {env: SHORT}, colour: red}
                - {name: -, type: cloudevents, url: "https://ci.example.com"}
                - {name: twice, type: cloudevents, url: "https://ci.example.com", secretFrom: {env: GOOD}}
                - {name: twice, type: cloudevents, url: "https://ci.example.com", secretFrom: {env: GOOD}}

            """
        let result = try await Self.serve(
            yaml,
            environment: [
                "GOOD": "whsec_c2FsbHlwb3J0LXNpbmstczNjcmV0LTAxMjM0NTY3", "SHORT": "whsec_czNjcmV0",
            ])
        #expect(result.status == 1)
        for expected in [
            "sallyport.yaml:1:24: deliveries.maxBytes: ", "sallyport.yaml:4:42: gateway.sinks[0].url: ",
            "sallyport.yaml:4:86: gateway.sinks[0].events: ", "gateway.sinks[1].type: there are sinks of the type",
            "gateway.sinks[1].secretFrom: a secret is whsec_", "gateway.sinks[1].colour: there is no such key",
            "gateway.sinks[2].name: ", "gateway.sinks[2].secretFrom: ",
            "sallyport.yaml:8:14: gateway.sinks[4].name: another sink has this name",
        ] {
            #expect(result.errors.contains(expected), "\(expected) in:\n\(result.errors)")
        }
        #expect(!result.errors.contains("czNjcmV0") && !result.errors.contains("s3cret"))
    }

    @Test("may be the run service, whose address and token are looked at as well")
    func runService() async throws {
        let wrong = try await Self.serve(
            """
            gateway:
              runService: {url: "ftp://runs", tokenFrom: {env: MISSING}}
              sinks:
                - {name: -, type: runservice}
                - {name: runs, type: runservice, events: [party], url: "https://runs.example.com"}

            """)
        #expect(wrong.status == 1)
        for expected in [
            "sallyport.yaml:2:21: gateway.runService.url: ", "sallyport.yaml:2:", "MISSING",
            "sallyport.yaml:4:14: gateway.sinks[0].name: ", "gateway.sinks[1].events: a list of events is needed",
            "gateway.sinks[1].url: there is no such key",
        ] {
            #expect(wrong.errors.contains(expected), "\(expected) in:\n\(wrong.errors)")
        }
        let missing = try await Self.serve("gateway: {sinks: [{name: runs, type: runservice}]}\n")
        #expect(missing.status == 1 && missing.errors.contains("runservice needs gateway.runService.url"))
    }

    /// Starts with this configuration, and is refused.
    private static func serve(
        _ yaml: String, environment: [String: String] = [:]
    ) async throws -> CommandRun.Result {
        var result: CommandRun.Result?
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try yaml.write(toFile: directory + "/sallyport.yaml", atomically: false, encoding: .utf8)
            result = try await CommandRun(["serve"], environment: environment, in: directory).result
        }
        return try #require(result)
    }
}
