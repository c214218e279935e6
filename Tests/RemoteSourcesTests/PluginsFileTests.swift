import RemoteSources
import StrictYAML
import Testing
import Validation

@Suite("plugins.yaml")
struct PluginsFileTests {
    struct Forge: RemoteSourceDriver {
        let manifest = DriverManifest(
            id: "builtin/forge", version: "1", capabilities: [.userInfo, .passwordLogin], authTypes: [.password])
    }

    /// A form of plug-in that has its driver in a file.
    static let written: PluginsFile.Form = { entry async throws(YAMLProblems) in
        let file = entry.string("file")
        guard file != "bad.yaml" else {
            throw YAMLProblems([
                YAMLProblem(file: file, line: 7, column: 3, violation: Violation(.root, .required, "it is bad"))
            ])
        }
        return file.isEmpty ? nil : Forge()
    }

    static func read(_ text: String) async -> Result<[String], YAMLProblems> {
        do throws(YAMLProblems) {
            let document = try YAMLDocument.parse(text, file: "plugins.yaml")
            _ = document.root.integer("version", in: 1...1)
            var file = PluginsFile(builtIns: ["forge": { Forge() }], forms: ["written": Self.written])
            let registry = await file.drivers(in: document.root)
            var problems = file.problems
            do throws(YAMLProblems) {
                try document.finish()
            } catch {
                problems += error.all
            }
            if !problems.isEmpty { throw YAMLProblems(problems) }
            return .success(registry.all.map { "\($0.configType.rawValue)/\($0.type)" })
        } catch {
            return .failure(error)
        }
    }

    @Test("registers what it names, under each type")
    func registered() async throws {
        let text = """
            version: 1
            drivers:
              remotesource:
                - {type: one, plugin: builtin/forge}
                - {type: two, plugin: builtin/forge}
            """
        #expect(try await Self.read(text).get() == ["remotesource/one", "remotesource/two"])
    }

    @Test("hands entries of another form to what makes drivers of them")
    func forms() async throws {
        func text(_ entry: String) -> String { "version: 1\ndrivers: {remotesource: [{\(entry)}]}\n" }
        #expect(try await Self.read(text("type: one, plugin: written, file: good.yaml")).get() == ["remotesource/one"])
        for (entry, problem) in [
            ("type: one, plugin: written, file: bad.yaml", "bad.yaml:7:3: it is bad"),
            ("type: one, plugin: written", "plugins.yaml:2:26: drivers.remotesource[0].file: a text is needed"),
            (
                "type: one, plugin: written, file: x, size: 3",
                "plugins.yaml:2:64: drivers.remotesource[0].size: there is no such key"
            ),
        ] {
            guard case .failure(let problems) = await Self.read(text(entry)) else {
                Issue.record("\(entry) was read")
                continue
            }
            #expect(problems.description == problem)
        }
    }

    @Test("has every problem reported at once, with its place")
    func problems() async {
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
        guard case .failure(let problems) = await Self.read(text) else {
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
