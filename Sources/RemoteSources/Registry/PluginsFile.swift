package import StrictYAML
import Validation

/// The drivers of `plugins.yaml`: which are loaded, and under which types.
package enum PluginsFile {
    /// The plug-ins that are part of the executable, by the name that follows `builtin/`.
    package typealias BuiltIns = [String: @Sendable () -> any RemoteSourceDriver]

    /// Registers the drivers that the file names.
    ///
    /// - Parameters:
    ///   - root: The file's map, of which this reads `drivers`. What is wrong becomes a problem of the document.
    ///   - builtIns: The plug-ins that are part of the executable.
    package static func drivers(in root: YAMLMap, builtIns: BuiltIns) -> DriverRegistry {
        var registry = DriverRegistry()
        if let drivers = root.optionalMap("drivers") {
            for configType in RemoteRepositoryConfigType.allCases {
                _ = drivers.list(configType.rawValue) { entry in
                    add(entry, configType, builtIns, to: &registry)
                }
            }
        }
        return registry
    }

    private static func add(
        _ entry: YAMLMap, _ configType: RemoteRepositoryConfigType, _ builtIns: BuiltIns,
        to registry: inout DriverRegistry
    ) -> String? {
        let type = entry.string("type")
        let plugin = entry.string("plugin")
        if !type.isEmpty { entry.report(NameGrammar.violation(of: type, at: "type"), at: "type") }
        guard !type.isEmpty, !plugin.isEmpty else { return nil }
        if plugin == "declarative" || plugin == "process" {
            entry.allowAnyKey()
            entry.problem(
                at: "plugin", "notSupported", "this version has only built-in drivers: \(names(builtIns))")
            return nil
        }
        guard plugin.hasPrefix("builtin/"), let make = builtIns[String(plugin.dropFirst("builtin/".count))] else {
            entry.problem(
                at: "plugin", "unknownPlugin", "there is no plug-in of this name; there are \(names(builtIns))")
            return nil
        }
        let driver = make()
        guard driver.manifest.configType == configType else {
            entry.problem(
                at: "plugin", "notSupported", "this plug-in belongs below \(driver.manifest.configType.rawValue)")
            return nil
        }
        do throws(RegistryError) {
            try registry.register(driver, as: type)
        } catch {
            switch error {
            case .duplicate: entry.problem(at: "type", .taken, "there is another driver of this type")
            case .invalidManifest: entry.problem(at: "plugin", "invalidManifest", error.description)
            }
        }
        return type
    }

    private static func names(_ builtIns: BuiltIns) -> String {
        builtIns.keys.sorted().map { "builtin/\($0)" }.joined(separator: ", ")
    }
}
