import Foundation
import Testing

@Suite("sallyport driver", .timeLimit(.minutes(5)))
struct DriverCommandTests {
    private static let plugins = SallyportProcess.root + "/plugins.yaml"

    @Test("lists what plugins.yaml names")
    func list() async throws {
        let result = try await CommandRun(["driver", "list", "--output", "json", "--plugins", Self.plugins]).result
        let drivers = try #require(result.json as? [[String: Any]], "\(result)")
        let gitea = try #require(drivers.first { $0["type"] as? String == "gitea" })
        #expect(Set(gitea.keys) == ["type", "configType", "form", "version", "capabilities", "health"])
        #expect(gitea["configType"] as? String == "remotesource" && gitea["form"] as? String == "builtin")
        #expect((gitea["capabilities"] as? [String])?.contains("oauth2PKCE") == true)
        #expect((gitea["health"] as? [String: String]) == ["state": "running"])
        let pagure = try #require(drivers.first { $0["type"] as? String == "pagure" })
        #expect(pagure["form"] as? String == "process")
        let git = try #require(drivers.first { $0["configType"] as? String == "manual" })
        #expect(git["type"] as? String == "git" && git["form"] as? String == "builtin")
        #expect(git["capabilities"] as? [String] == ["files", "refs"])
        let table = try await CommandRun(["driver", "list", "--plugins", Self.plugins]).result
        #expect(table.lines.first?.hasPrefix("TYPE") == true && table.lines.count == drivers.count + 1, "\(table)")
        // Nothing says which drivers there are.
        let usual = try await CommandRun(["driver", "list"]).result
        #expect(usual.lines.count == 6 && usual.lines[1].hasPrefix("git  "), "\(usual)")
    }

    @Test("describes one, and asks a gateway when there is one")
    func describe() async throws {
        let one = try await CommandRun(["driver", "describe", "gitlab", "--plugins", Self.plugins]).result
        #expect(one.status == 0 && one.output.contains("capabilities"), "\(one)")
        let none = try await CommandRun(["driver", "describe", "svn", "--plugins", Self.plugins]).result
        #expect(none.status == 1 && none.errors.contains("there is no driver svn; there are "), "\(none)")
        try await CommandFixture.with { fixture in
            let result = try await fixture.run("driver", "describe", "pagure", "--output", "json")
            let driver = try #require(result.json as? [String: Any], "\(result)")
            #expect(driver["form"] as? String == "process" && driver["version"] as? String == "1.1.0")
            let git = try await fixture.run("driver", "describe", "git")
            #expect(git.lines.contains { $0.hasPrefix("config type ") && $0.hasSuffix(" manual") }, "\(git)")
        }
    }

    @Test("writes starting points that pass the conformance kit", arguments: ["process", "declarative"])
    func new(form: String) async throws {
        let folder = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let made = try await CommandRun(["driver", "new", "--form", form, "myforge"], in: folder).result
        #expect(made.status == 0 && made.lines.contains("myforge/plugins.yaml"), "\(made)")
        let described = try await CommandRun(
            ["driver", "describe", "myforge", "--plugins", "myforge/plugins.yaml", "--output", "json"], in: folder
        ).result
        let driver = try #require(described.json as? [String: Any], "\(described)")
        #expect(driver["form"] as? String == form)
        #expect((driver["capabilities"] as? [String])?.contains("userInfo") == true)
        let test = try await CommandRun(
            ["driver", "test", "myforge", "--plugins", "plugins.yaml"], in: folder + "/myforge"
        ).result
        #expect(test.status == 0 && test.output.contains(" passed, 0 failed, "), "\(test)")
        let again = try await CommandRun(["driver", "new", "--form", form, "myforge"], in: folder).result
        #expect(again.status == 1 && again.errors.contains("myforge exists already"), "\(again)")
        let odd = try await CommandRun(["driver", "new", "--form", form, "../x"], in: folder).result
        #expect(odd.status == 1 && odd.errors.contains("lower-case"), "\(odd)")
    }

    @Test("writes a starting point in Swift")
    func newSwift() async throws {
        let folder = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let made = try await CommandRun(["driver", "new", "--form", "swift", "myforge"], in: folder).result
        // That they build, and pass the kit, is what Scripts/check-examples says.
        #expect(
            made.lines == [
                "myforge/Package.swift", "myforge/Sources/MyforgeDriver/MyforgeDriver.swift",
                "myforge/Tests/MyforgeDriverTests/MyforgeDriverTests.swift", "myforge/README.md",
                "myforge/recordings/myforge/kit.json", "myforge/recordings/myforge/operations.json",
            ], "\(made)")
        let source = try String(
            contentsOfFile: folder + "/myforge/Sources/MyforgeDriver/MyforgeDriver.swift", encoding: .utf8)
        #expect(source.contains("public struct MyforgeDriver: RemoteSourceDriver {"))
    }
}
