import Logging
import ProcessDriver
import RemoteSources
import StrictYAML

/// The drivers of a plug-ins file, and what they came from.
struct LoadedDrivers: Sendable {
    var registry: DriverRegistry
    /// Those that are processes; they answer once somebody runs them.
    var processes: [ProcessDriverSource: ProcessDriver] = [:]
    /// The files that they came from, as they were before they were read.
    var files: [String: FileStamp] = [:]

    /// Reads the drivers of a plug-ins file.
    ///
    /// - Parameters:
    ///   - root: The file's map. What is wrong with it becomes a problem of its document.
    ///   - directory: The folder that paths in the file start at.
    ///   - known: Processes that run already, and stay when they are as they were.
    ///   - logger: For what processes say.
    /// - Returns: What could be loaded, and what is wrong with files that the file names.
    static func read(
        _ root: YAMLMap, directory: String, known: [ProcessDriverSource: ProcessDriver], logger: Logger
    ) async -> (drivers: LoadedDrivers, problems: [YAMLProblem]) {
        let loader = DriverLoader(directory: directory, known: known, logger: logger)
        var file = PluginsFile(builtIns: InstalledDrivers.builtIns, forms: loader.forms)
        let registry = await file.drivers(in: root)
        let drivers = LoadedDrivers(registry: registry, processes: await loader.processes, files: await loader.files)
        return (drivers, file.problems)
    }

    /// Does work while the drivers run that have to.
    func running<Value, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withTaskGroup(of: Void.self) { group in
            for driver in processes.values { group.addTask { [process = driver.process] in await process.run() } }
            defer { group.cancelAll() }
            do throws(Failure) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
