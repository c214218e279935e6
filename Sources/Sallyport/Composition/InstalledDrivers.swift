import ConfigStoreAPI
import GitHubDriver
import GitLabDriver
import GiteaDriver
import PlainGitDriver
import RemoteSources

/// The one place that names the drivers of this executable.
enum InstalledDrivers {
    static let builtIns: PluginsFile.BuiltIns = [
        "git": { PlainGitDriver() }, "gitea": { GiteaDriver() }, "github": { GitHubDriver() },
        "gitlab": { GitLabDriver() },
    ]

    /// The types that are there without a plug-ins file, and what they are built in as.
    private static let usual = [
        "git": "git", "gitea": "gitea", "forgejo": "gitea", "github": "github", "gitlab": "gitlab",
    ]

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
                authTypes: entry.driver.manifest.authTypes.map(\.rawValue),
                hasApps: entry.driver.manifest.capabilities.contains(.appInstallations))
        }
    }
}
