import ConfigStoreAPI
import DeclarativeDriver
import Foundation
import GitHubDriver
import GitLabDriver
import GiteaDriver
import RemoteSources
import StrictYAML
import Validation

/// The one place that names the drivers of this executable.
enum InstalledDrivers {
    static let builtIns: PluginsFile.BuiltIns = [
        "gitea": { GiteaDriver() }, "github": { GitHubDriver() }, "gitlab": { GitLabDriver() },
    ]

    /// The forms of drivers that are not part of the executable.
    ///
    /// - Parameter directory: The folder that paths in the plug-ins file start at.
    static func forms(directory: String) -> [String: PluginsFile.Form] {
        [
            "declarative": { entry throws(YAMLProblems) in
                let manifest = entry.string("manifest")
                guard !manifest.isEmpty else { return nil }
                let path =
                    manifest.hasPrefix("/")
                    ? manifest
                    : URL(filePath: directory + "/" + manifest).standardizedFileURL.path(percentEncoded: false)
                guard let bytes = try? InputFile.bytes(of: path) else {
                    entry.problem(at: "manifest", "missingFile", "there is no file \(path), or it can't be read")
                    return nil
                }
                return try DeclarativeDriver(manifest: bytes, file: path)
            }
        ]
    }

    /// The types that are there without a plug-ins file, and what they are built in as.
    private static let usual = ["gitea": "gitea", "forgejo": "gitea", "github": "github", "gitlab": "gitlab"]

    /// The drivers that there are without a plug-ins file.
    static func usualRegistry() throws(RegistryError) -> DriverRegistry {
        var registry = DriverRegistry()
        for (type, name) in usual {
            if let make = builtIns[name] { try registry.register(make(), as: type) }
        }
        return registry
    }

    /// What the configstore needs to know of the drivers.
    static func schemas(_ registry: DriverRegistry) -> [DriverSchema] {
        registry.all.map { entry in
            DriverSchema(
                type: entry.type, configType: entry.configType.rawValue,
                authTypes: entry.driver.manifest.authTypes.map(\.rawValue))
        }
    }
}
