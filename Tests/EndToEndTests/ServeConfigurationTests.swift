import Foundation
import GatewayClient
import Glibc
import ServiceTesting
import Testing

@Suite("sallyport serve's configuration", .serviceLogs, .timeLimit(.minutes(2)))
struct ServeConfigurationTests {
    private static func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for (name, text) in files {
                try text.write(toFile: directory + "/" + name, atomically: false, encoding: .utf8)
            }
            try await body(directory)
        }
    }

    private static func refusal(_ text: String, _ environment: [String: String] = [:]) async throws -> CommandRun.Result
    {
        var result: CommandRun.Result?
        try await withFolder(["sallyport.yaml": text]) { directory in
            result = try await CommandRun(["serve"], environment: environment, in: directory).result
        }
        return try #require(result)
    }

    @Test("comes from sallyport.yaml; the environment is over it, and flags are over both")
    func precedence() async throws {
        let yaml = """
            components: [gateway, configstore]
            dataDir: from-file
            adminTokenFrom: {file: token}
            gateway: {listen: "127.0.0.1:0", webURL: "https://sallyport.example.com/"}
            configstore: {listen: "127.0.0.1:0"}

            """
        try await Self.withFolder(["sallyport.yaml": yaml, "token": "token-of-the-file\n"]) { directory in
            let manager = FileManager.default
            let none = ["SALLYPORT_ADMIN_TOKEN": ""]
            let first = try await SallyportProcess(arguments: [], environment: none, directory: directory)
            let users = try await GatewayClient(
                baseURL: first.gatewayURL, token: "token-of-the-file", transport: try SallyportProcess.transport()
            ).users()
            #expect(users.items.isEmpty && manager.fileExists(atPath: directory + "/from-file"))
            _ = await first.stop(SIGTERM)
            let variable = ["SALLYPORT_DATA_DIR": directory + "/from-environment"]
            let second = try await SallyportProcess(arguments: [], environment: variable, directory: directory)
            #expect(manager.fileExists(atPath: directory + "/from-environment"))
            let overridden = try await GatewayClient(
                baseURL: second.gatewayURL, token: SallyportProcess.adminToken,
                transport: try SallyportProcess.transport()
            ).users()
            #expect(overridden.items.isEmpty)
            _ = await second.stop(SIGTERM)
            let third = try await SallyportProcess(
                arguments: ["--data-dir", directory + "/from-flag", "--components", "configstore"],
                waitingFor: ["configstore"], environment: variable.merging(["SALLYPORT_COMPONENTS": "gateway"]) { $1 },
                directory: directory)
            #expect(manager.fileExists(atPath: directory + "/from-flag") && !third.log.contains("gateway listening"))
            _ = await third.stop(SIGTERM)
            for process in [first, second, third] { #expect(!process.log.contains("token-of-the-file")) }
        }
    }

    @Test("reports everything that is wrong at once, each where it was said")
    func wrong() async throws {
        let yaml = """
            components: [gateway, kitchen]
            colour: red
            adminTokenFrom: {env: NOT_SET}
            gateway:
              listen: everywhere
              webUrl: https://sallyport.example.com
              trustedProxies: [10.0.0.1/8]
            configstore:
              apiToken: written-s3cret
            outbound: {allow: 7, authoritiesFile: none.pem}

            """
        let result = try await Self.refusal(yaml, ["SALLYPORT_CONFIGSTORE_URL": "ftp://x"])
        #expect(result.status == 1 && result.output == "")
        for expected in [
            "sallyport.yaml:1:13: components", "sallyport.yaml:2:1: colour: there is no such key",
            "sallyport.yaml:3:17: adminTokenFrom: the environment variable NOT_SET is not set",
            "sallyport.yaml:5:11: gateway.listen: HOST:PORT is needed", "sallyport.yaml:6:3: gateway.webUrl: ",
            "sallyport.yaml:7:19: gateway.trustedProxies", "sallyport.yaml:9:13: configstore.apiToken: a secret is not",
            "sallyport.yaml:10:19: outbound.allow: ",
            "sallyport.yaml:10:39: outbound.authoritiesFile: there is no file", "SALLYPORT_CONFIGSTORE_URL: ",
        ] {
            #expect(result.errors.contains(expected), "\(expected) in:\n\(result.errors)")
        }
        #expect(!result.errors.contains("s3cret"))
    }

    @Test("has no secret in its file", arguments: ["adminToken: s3cret\n", "configstore: {apiToken: s3cret}\n"])
    func inlineSecret(_ yaml: String) async throws {
        let result = try await Self.refusal(yaml)
        #expect(result.status == 1 && result.errors.contains("a secret is not written into this file"))
        #expect(!result.errors.contains("s3cret"))
    }

    @Test("needs to be there when it is named, and to go together")
    func missing() async throws {
        let missing = try await CommandRun(["serve", "--config", "none.yaml"]).result
        #expect(missing.status == 1 && missing.errors.contains("none.yaml: there is no such file"))
        let alone = try await CommandRun(["serve", "--components", "gateway"]).result
        #expect(alone.status == 1 && alone.errors.contains("SALLYPORT_CONFIGSTORE_URL"))
    }

    @Test("applies declarations before anything listens, and starts with none that is wrong")
    func provision() async throws {
        let yaml = """
            remoteSources:
              - {name: gitea, type: gitea, apiURL: "https://git.example.com", auth: {type: password}}

            """
        try await Self.withFolder(["sources.yaml": yaml, "bad.yaml": "colour: red\n"]) { directory in
            for round in 0..<2 {
                let process = try await SallyportProcess(
                    dataDirectory: directory + "/data", arguments: ["--provision", directory + "/sources.yaml"])
                let names = try await GatewayClient(
                    baseURL: process.gatewayURL, transport: try SallyportProcess.transport()
                ).remoteSources().items.map(\.name)
                #expect(names == ["gitea"])
                #expect(process.log.contains("provision: created remote source gitea") == (round == 0))
                #expect(await process.stop(SIGTERM) == 0)
            }
            let bad = try await CommandRun([
                "serve", "--listen", "127.0.0.1:0", "--data-dir", directory + "/data", "--provision",
                directory + "/bad.yaml",
            ]).result
            #expect(bad.status == 1 && bad.errors.contains("bad.yaml:1:1: colour: there is no such key"))
            #expect(!bad.output.contains("listening"))
        }
    }
}
