import DeclarativeDriver
import Foundation
import Logging
import PluginProcess
import ProcessDriverTesting
import RemoteSources
import RemoteSourcesTesting

/// A driver that somebody named on the command line.
struct DriverUnderTest {
    let driver: any RemoteSourceDriver
    /// What has to run while it is tested.
    let installed: LoadedDrivers
    /// What makes its process fail; nil when it is none.
    let process: (any ProcessFailures)?
    /// Where its recordings usually are.
    let usualRecordings: String

    /// - Throws: `CommandFailure` when there is no such driver, `YAMLProblems` with what is wrong with its manifest or
    ///   with the plug-ins file.
    init(_ name: String, plugins: String?) async throws {
        let file = URL(filePath: name)
        if ["yaml", "yml"].contains(file.pathExtension) {
            installed = LoadedDrivers(registry: DriverRegistry())
            process = nil
            driver = try DeclarativeDriver(manifest: try InputFile.bytes(of: name), file: name)
            usualRecordings = file.deletingPathExtension().path(percentEncoded: false) + ".recordings"
            return
        }
        installed = try await InstalledPlugins(pluginsFile: plugins).drivers
        let registry = installed.registry
        guard let driver = registry.driver(.remoteSource, type: name) ?? registry.driver(.manual, type: name) else {
            throw CommandFailure(
                "there is no driver \(name); there are \(registry.all.map(\.type).joined(separator: ", "))")
        }
        self.driver = driver
        process = installed.processes.keys.first { $0.type == name }.map { source in
            FailingProcess(
                command: source.entry.command, type: name, settings: source.entry.settings,
                // That it fails is what is wanted.
                logger: Logger(label: "drivers") { _ in SwiftLogNoOpLogHandler() })
        }
        // One driver may have several types: they share its recordings.
        usualRecordings = "recordings/" + (driver.manifest.id.split(separator: "/").last.map(String.init) ?? name)
    }
}
