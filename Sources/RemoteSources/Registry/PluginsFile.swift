package import StrictYAML
import Validation

/// The drivers of `plugins.yaml`: which are loaded, and under which types.
package struct PluginsFile {
    /// The plug-ins that are part of the executable, by the name that follows `builtin/`.
    package typealias BuiltIns = [String: @Sendable () -> any RemoteSourceDriver]
    /// Makes a driver of what its entry says. What is wrong with the entry becomes a problem of the document, for which
    /// it gives nil; what is wrong with a file that the entry names is thrown.
    package typealias Form = @Sendable (YAMLMap) async throws(YAMLProblems) -> (any RemoteSourceDriver)?

    private let builtIns: BuiltIns
    private let forms: [String: Form]
    /// What is wrong with the files that are named.
    package private(set) var problems: [YAMLProblem] = []

    /// - Parameters:
    ///   - builtIns: The plug-ins that are part of the executable.
    ///   - forms: The other plug-ins, by the word that names their form.
    package init(builtIns: BuiltIns, forms: [String: Form] = [:]) {
        self.builtIns = builtIns
        self.forms = forms
    }

    /// Registers the drivers that the file names.
    ///
    /// - Parameter root: The file's map, of which this reads `drivers`. What is wrong becomes a problem of the document.
    package mutating func drivers(in root: YAMLMap) async -> DriverRegistry {
        var registry = DriverRegistry()
        if let drivers = root.optionalMap("drivers") {
            for configType in RemoteRepositoryConfigType.allCases {
                var entries: [YAMLMap] = []
                _ = drivers.list(configType.rawValue) { entry -> String? in
                    entries.append(entry)
                    return nil
                }
                for entry in entries { await add(entry, configType, to: &registry) }
            }
        }
        return registry
    }

    private mutating func add(
        _ entry: YAMLMap, _ configType: RemoteRepositoryConfigType, to registry: inout DriverRegistry
    ) async {
        let type = entry.string("type")
        let plugin = entry.string("plugin")
        if !type.isEmpty { entry.report(NameGrammar.violation(of: type, at: "type"), at: "type") }
        guard let driver = await driver(entry, plugin) else { return }
        guard driver.manifest.configType == configType else {
            entry.problem(
                at: "plugin", "notSupported", "this plug-in belongs below \(driver.manifest.configType.rawValue)")
            return
        }
        guard !type.isEmpty else { return }
        do throws(RegistryError) {
            try registry.register(driver, as: type, form: DriverForm(rawValue: plugin) ?? .builtin)
        } catch {
            switch error {
            case .duplicate: entry.problem(at: "type", .taken, "there is another driver of this type")
            case .invalidManifest: entry.problem(at: "plugin", "invalidManifest", error.description)
            }
        }
    }

    private mutating func driver(_ entry: YAMLMap, _ plugin: String) async -> (any RemoteSourceDriver)? {
        if plugin.hasPrefix("builtin/"), let make = builtIns[String(plugin.dropFirst("builtin/".count))] {
            return make()
        }
        guard !plugin.isEmpty else { return nil }
        guard let form = forms[plugin] else {
            entry.allowAnyKey()
            entry.problem(at: "plugin", "unknownPlugin", "there is no plug-in of this name; there are \(names)")
            return nil
        }
        do throws(YAMLProblems) {
            return try await form(entry)
        } catch {
            problems += error.all
            return nil
        }
    }

    private var names: String {
        (builtIns.keys.sorted().map { "builtin/\($0)" } + forms.keys.sorted()).joined(separator: ", ")
    }
}
