import Foundation
import PluginProcess
import RemoteSources
import ServiceTesting
import Testing

@testable import ProcessDriver

@Suite("What a driver says of itself", .serviceLogs, .timeLimit(.minutes(3)))
struct IntroductionTests {
    private static func load(_ introduction: String) async throws(PluginFailure) -> ProcessDriver {
        try await DriverFixture.load(
            "/usr/bin/python3",
            [
                "-c",
                """
                import json, sys
                for line in sys.stdin:
                    result = json.loads(sys.argv[1])
                    print(json.dumps({"jsonrpc": "2.0", "id": json.loads(line)["id"], "result": result}), flush=True)
                """, introduction,
            ])
    }

    private static func with(_ members: String = "", capabilities: String = "[]") -> String {
        let more = members.isEmpty ? "" : ", " + members
        return
            #"{"manifest": {"id": "x", "version": "1", "contract": "1.0", "capabilities": \#(capabilities)\#(more)}}"#
    }

    @Test("is its manifest")
    func manifest() async throws {
        let driver = try await Self.load(
            Self.with(
                #""webhookForm": "signsForm", "limits": {"pageSize": 7}, "#
                    + #""webhookSchemes": [{"scheme": "standardWebhooks"}, {"scheme": "sharedToken", "header": "X-T"}]"#,
                capabilities: #"["events"]"#))
        #expect(
            driver.manifest
                == DriverManifest(
                    id: "x", version: "1", contract: ContractVersion(major: 1, minor: 0), capabilities: [.events],
                    authTypes: [], webhookSchemes: [.standardWebhooks, .sharedToken(header: "x-t")],
                    webhookForm: .signsForm, limits: .init(pageSize: 7)))
        #expect(throws: Never.self) {
            var registry = DriverRegistry()
            try registry.register(driver, as: "x")
        }
    }

    @Test(
        "is refused when it can't be read",
        arguments: [
            ("1", "its introduction is no object"), ("{}", "no manifest"), (#"{"manifest": []}"#, "is no object"),
            (#"{"manifest": {}}"#, "no id"), (with(#""colour": "red""#), "a member colour"),
            (with(capabilities: #"["flying"]"#), "flying in capabilities"),
            (with(#""limits": {"pageSize": "many"}"#), "no pageSize that is a whole number"),
            (with(#""limits": {"maxResponseBytes": 100000000}"#), "at most"),
            (with(#""webhookSchemes": [{"scheme": "trust"}]"#), "no scheme that is one of"),
            (with(#""links": {"commit": "c"}"#), "a path with {sha}"),
            (with(#""links": {"commit": "c/{sha}/{other}"}"#), "a path with {sha}"),
            (with(#""links": {"commit": "c/{sha}"}"#), "the capability links"),
            (with(capabilities: #"["links"]"#), "the capability links"),
        ])
    func refused(introduction: String, reason: String) async throws {
        do throws(PluginFailure) {
            _ = try await Self.load(introduction)
            Issue.record("it was loaded")
        } catch {
            #expect(error.description.contains(reason), "\(error.description)")
        }
    }

    @Test("follows the rules that hold for every manifest", arguments: ["2.0", "1.99", "0.9"])
    func contract(version: String) async throws {
        let driver = try await Self.load(Self.with().replacing("1.0", with: version))
        var registry = DriverRegistry()
        #expect(throws: RegistryError.self) { try registry.register(driver, as: "x") }
    }

    @Test("is that of the program that was allowed")
    func allowed() async throws {
        let command = PluginCommand(
            executable: DriverFixture.script, arguments: ["well"], sha256: String(repeating: "0", count: 64))
        await #expect(throws: PluginFailure.self) {
            _ = try await ProcessDriver.load(
                command, type: "x", timing: PluginTiming(pause: { _ in }),
                logger: TestLog.current.logger(service: "drivers"))
        }
    }
}
