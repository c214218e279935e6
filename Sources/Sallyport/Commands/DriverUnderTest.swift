import RemoteSources

/// A driver that somebody named on the command line.
struct DriverUnderTest {
    let driver: any RemoteSourceDriver

    /// Where its recordings usually are.
    let usualRecordings: String

    /// - Throws: `CommandFailure` when there is no such driver, and what is wrong with the plug-ins file.
    init(_ name: String, plugins: String?) throws {
        let registry = try InstalledPlugins(pluginsFile: plugins).registry
        guard let driver = registry.driver(.remoteSource, type: name) else {
            let types = registry.all.filter { $0.configType == .remoteSource }.map(\.type)
            throw CommandFailure("there is no driver \(name); there are \(types.joined(separator: ", "))")
        }
        self.driver = driver
        // One driver may have several types: they share its recordings.
        usualRecordings = "recordings/" + (driver.manifest.id.split(separator: "/").last.map(String.init) ?? name)
    }
}
