import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import GatewayClient
import Glibc
import ServiceTesting
import Testing

@Suite("Drivers that change while serve runs", .serviceLogs, .timeLimit(.minutes(3)))
struct LiveDriversTests {
    /// A driver of a version; the file is as another one has left it until `write` returns.
    private static func script(version: String) -> String {
        """
        #!/usr/bin/env python3
        import json, sys
        for line in sys.stdin:
            manifest = {"id": "ours", "version": "\(version)", "contract": "1.0", "capabilities": ["userInfo", "passwordLogin"],
                        "authTypes": ["password"]}
            message = json.loads(line)
            if "id" in message:
                print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {"manifest": manifest}}), flush=True)

        """
    }

    private struct Installation {
        let directory: String
        let admin: GatewayClient

        func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
            let path = directory + "/" + name
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }

        func plugins(_ entries: String...) throws {
            let lines = ["{type: gitea, plugin: builtin/gitea}"] + entries
            try write(
                "plugins.yaml",
                "version: 1\ndrivers:\n  remotesource:\n" + lines.map { "    - \($0)\n" }.joined())
        }

        /// Asks until the drivers are so.
        func drivers(until isSo: ([Driver]) -> Bool) async throws -> [Driver] {
            while true {
                let drivers = try await admin.drivers()
                if isSo(drivers) { return drivers }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private static func with(_ body: (Installation) async throws -> Void) async throws {
        try await DurabilityTests.withDirectory { directory in
            let folder = directory + "/plugins"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let files = Installation(
                directory: folder,
                admin: GatewayClient(baseURL: "", token: nil, transport: try SallyportProcess.transport()))
            try files.plugins()
            let process = try await SallyportProcess(arguments: [
                "--listen", "127.0.0.1:0", "--configstore-listen", "127.0.0.1:0", "--data-dir", directory + "/data",
                "--plugins", folder + "/plugins.yaml",
            ])
            let admin = GatewayClient(
                baseURL: process.gatewayURL, token: SallyportProcess.adminToken,
                transport: try SallyportProcess.transport())
            try await body(Installation(directory: folder, admin: admin))
            #expect(await process.stop(SIGTERM) == 0)
        }
    }

    @Test("a new driver is there for remote sources, and a changed one takes over")
    func takesOver() async throws {
        try await Self.with { installation in
            let first = try await installation.admin.drivers()
            #expect(first.map(\.type) == ["gitea"] && first.map(\.form) == ["builtin"])
            #expect(first.first?.capabilities.contains("userInfo") == true)
            try installation.write("ours.py", Self.script(version: "1"), mode: 0o755)
            try installation.plugins("{type: ours, plugin: process, command: [ours.py]}")
            let added = try await installation.drivers { $0.contains { $0.type == "ours" } }
            #expect(added.last?.form == "process" && added.last?.version == "1")
            let source = RemoteSourceRequest(
                name: "ours", apiURL: "https://git.example.com", type: "ours", authType: "password")
            #expect(try await installation.admin.createRemoteSource(source).name == "ours")
            _ = try await installation.drivers { $0.last?.health.state == "running" }
            try installation.write("ours.py", Self.script(version: "2"), mode: 0o755)
            let changed = try await installation.drivers { $0.last?.version == "2" }
            #expect(changed.allSatisfy { $0.health.reloadError == nil })
        }
    }

    @Test("what is broken changes nothing, and says why")
    func broken() async throws {
        try await Self.with { installation in
            try installation.plugins("{type: ours, plugin: proces}")
            let refused = try await installation.drivers { $0.first?.health.reloadError != nil }
            #expect(refused.map(\.type) == ["gitea"] && refused.first?.health.state == "running")
            #expect(refused.first?.health.reloadError?.contains("plugins.yaml:5:28: ") == true)
            try installation.write("ours.py", "#!/bin/sh\nexit 3\n", mode: 0o755)
            try installation.plugins("{type: ours, plugin: process, command: [ours.py]}")
            let failed = try await installation.drivers {
                $0.first?.health.reloadError?.contains("plugins.yaml:5:46: ") == true
            }
            #expect(failed.map(\.type) == ["gitea"])
            // Only the program changes, and it is good enough now.
            try installation.write("ours.py", Self.script(version: "1"), mode: 0o755)
            let healed = try await installation.drivers { $0.count == 2 }
            #expect(healed.allSatisfy { $0.health.reloadError == nil })
        }
    }

    @Test("a manifest that was missing is noticed when it comes")
    func missingManifest() async throws {
        try await Self.with { installation in
            try installation.plugins("{type: ours, plugin: declarative, manifest: ours.yaml}")
            let refused = try await installation.drivers { $0.first?.health.reloadError != nil }
            #expect(refused.first?.health.reloadError?.contains("there is no file") == true)
            // The plug-ins file stays as it is.
            let gogs = try String(contentsOfFile: SallyportProcess.root + "examples/drivers/gogs.yaml", encoding: .utf8)
            try installation.write("ours.yaml", gogs)
            let healed = try await installation.drivers { $0.count == 2 }
            #expect(healed.last?.form == "declarative" && healed.allSatisfy { $0.health.reloadError == nil })
        }
    }

    @Test("a configstore alone asks a program who it is, and does not keep it running")
    func configStoreAlone() async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let starts = directory + "/starts"
            let files = Installation(
                directory: directory,
                admin: GatewayClient(baseURL: "", token: nil, transport: try SallyportProcess.transport()))
            let script = Self.script(version: "1").replacing(
                "import json, sys\n", with: "import json, sys\nopen('\(starts)', 'a').write('started\\n')\n")
            try files.write("ours.py", script, mode: 0o755)
            try files.plugins("{type: ours, plugin: process, command: [ours.py]}")
            let process = try await SallyportProcess(
                arguments: [
                    "--components", "configstore", "--configstore-listen", "127.0.0.1:0", "--data-dir",
                    directory + "/data", "--plugins", directory + "/plugins.yaml",
                ], waitingFor: ["configstore"])
            try files.plugins(
                "{type: ours, plugin: process, command: [ours.py]}", "{type: later, plugin: builtin/gitea}")
            func isTaken(_ type: String) async -> Bool {
                let source = CreateRemoteSourceRequest(
                    name: type, apiURL: "https://git.example.com", type: type, authType: "password")
                return (try? await process.client.createRemoteSource(source)) != nil
            }
            // It takes the new type once it has looked at the file again, when the old ones would be running.
            while await !isTaken("later") { try await Task.sleep(for: .milliseconds(50)) }
            #expect(await isTaken("ours"))
            #expect(try String(contentsOfFile: starts, encoding: .utf8) == "started\n")
            #expect(await process.stop(SIGTERM) == 0)
        }
    }
}
