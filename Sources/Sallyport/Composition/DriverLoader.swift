import DeclarativeDriver
import Logging
import PluginProcess
import ProcessDriver
import RemoteSources
import StrictYAML
import Validation

/// Loads what the entries of a plug-ins file name.
actor DriverLoader {
    private let directory: String
    private let known: [ProcessDriverSource: ProcessDriver]
    private let logger: Logger
    private(set) var processes: [ProcessDriverSource: ProcessDriver] = [:]
    private(set) var files: [String: FileStamp] = [:]

    /// - Parameters:
    ///   - directory: The folder that paths in the file start at.
    ///   - known: The drivers that run already, and stay when they are as they were.
    ///   - logger: For what processes say.
    init(directory: String, known: [ProcessDriverSource: ProcessDriver], logger: Logger) {
        self.directory = directory
        self.known = known
        self.logger = logger
    }

    /// The forms of drivers that are not part of the executable.
    nonisolated var forms: [String: PluginsFile.Form] {
        [
            "declarative": { entry async throws(YAMLProblems) in
                let manifest = entry.string("manifest")
                guard !manifest.isEmpty else { return nil }
                let path = PluginEntry.path(manifest, in: self.directory)
                _ = await self.stamps(of: [path])
                guard let bytes = try? InputFile.bytes(of: path) else {
                    entry.problem(at: "manifest", "missingFile", "there is no file \(path), or it can't be read")
                    return nil
                }
                return try DeclarativeDriver(manifest: bytes, file: path)
            },
            "process": { entry async throws(YAMLProblems) in
                guard let program = PluginEntry(entry, directory: self.directory) else { return nil }
                do throws(PluginFailure) {
                    return try await self.process(program, type: entry.string("type"))
                } catch {
                    entry.problem(at: "command", "invalidDriver", "\(program.command.executable): \(error)")
                    return nil
                }
            },
        ]
    }

    /// Remembers files as they are before they are read.
    private func stamps(of paths: [String]) async -> [String: FileStamp] {
        let stamps = await FileStamp.all(of: paths)
        files.merge(stamps) { $1 }
        return stamps
    }

    private func process(_ entry: PluginEntry, type: String) async throws(PluginFailure) -> ProcessDriver {
        // A script is often what an interpreter is given.
        let named = [entry.command.executable] + entry.command.arguments.filter { $0.hasPrefix("/") }
        let stamps = await stamps(of: named)
        let source = ProcessDriverSource(type: type, entry: entry, files: stamps)
        let driver: ProcessDriver
        if let found = known[source] {
            driver = found
        } else {
            driver = try await ProcessDriver.load(entry.command, type: type, settings: entry.settings, logger: logger)
        }
        processes[source] = driver
        return driver
    }
}

/// What a driver that is a process came from. When it is the same, so is the driver.
struct ProcessDriverSource: Sendable, Hashable {
    let type: String
    let entry: PluginEntry
    let files: [String: FileStamp]
}
