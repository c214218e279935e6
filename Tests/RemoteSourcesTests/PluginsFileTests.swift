import RemoteSources
import StrictYAML
import Testing

@Suite("plugins.yaml")
struct PluginsFileTests {
    struct Forge: RemoteSourceDriver {
        let manifest = DriverManifest(
            id: "builtin/forge", version: "1", capabilities: [.userInfo, .passwordLogin], authTypes: [.password])
    }

    static func read(_ text: String) -> Result<[String], YAMLProblems> {
        Result { () throws(YAMLProblems) in
            let document = try YAMLDocument.parse(text, file: "plugins.yaml")
            _ = document.root.integer("version", in: 1...1)
            let registry = PluginsFile.drivers(in: document.root, builtIns: ["forge": { Forge() }])
            try document.finish()
            return registry.all.map { "\($0.configType.rawValue)/\($0.type)" }
        }
    }

    @Test("registers what it names, under each type")
    func registered() throws {
        let text = """
            version: 1
            drivers:
              remotesource:
                - {type: one, plugin: builtin/forge}
                - {type: two, plugin: builtin/forge}
            """
        #expect(try Self.read(text).get() == ["remotesource/one", "remotesource/two"])
    }

    @Test("has every problem reported at once, with its place")
    func problems() throws {
        let text = """
            version: 2
            drivers:
              remotesource:
                - {type: one, plugin: builtin/forge}
                - {type: one, plugin: builtin/forge}
                - {type: -x, plugin: builtin/forge}
                - {type: two, plugin: builtin/forges}
                - {type: three, plugin: builtin/forge, colour: red}
                - {type: four, plugin: process, command: [x]}
              manual:
                - {type: git, plugin: builtin/forge}
              other: []
            """
        guard case .failure(let problems) = Self.read(text) else {
            Issue.record("it was read")
            return
        }
        #expect(problems.all.map(\.line).sorted() == [1, 5, 6, 7, 8, 9, 11, 12])
        #expect(problems.all.allSatisfy { $0.description.hasPrefix("plugins.yaml:\($0.line):\($0.column): ") })
    }

    @Test("whose drivers contradict themselves are refused")
    func manifests() {
        struct Broken: RemoteSourceDriver {
            let manifest = DriverManifest(
                id: "broken", version: "1", contract: ContractVersion(major: 2, minor: 0), capabilities: [.oauth2],
                authTypes: [.password])
        }
        var registry = DriverRegistry()
        #expect(throws: RegistryError.self) { try registry.register(Broken(), as: "broken") }
        #expect(registry.all.isEmpty)
    }
}
