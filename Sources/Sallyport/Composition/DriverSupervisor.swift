import Logging
import NIOPosix
import ProcessDriver
import RemoteSources
import ServiceLifecycle
import StrictYAML

/// Runs the drivers that are processes, and loads the drivers again when the plug-ins file, or a file that it names, is
/// another one.
///
/// What is new or changed is loaded beside what runs, and takes over when all of it is good. Operations that are under
/// way go on with the driver that they began with, whose process ends after them.
struct DriverSupervisor: Service {
    /// How often is looked.
    static let interval: Duration = .seconds(1)

    let registry: LiveDriverRegistry
    let loaded: LoadedDrivers
    /// nil where nothing can change.
    let pluginsFile: String?
    /// Whether drivers are asked here. Otherwise only what they say of themselves is needed, and no process runs.
    let runsProcesses: Bool
    let logger: Logger
    /// Returns when it is time to look again.
    var pause: @Sendable () async throws -> Void = { try await Task.sleep(for: DriverSupervisor.interval) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for driver in loaded.processes.values { run(driver, in: &group) }
                guard let pluginsFile else {
                    try? await gracefulShutdown()
                    return
                }
                await watch(pluginsFile, in: &group)
            }
        }
    }

    /// The group holds the process, not the driver: it ends when nobody holds that any longer.
    private func run(_ driver: ProcessDriver, in group: inout DiscardingTaskGroup) {
        guard runsProcesses else { return }
        let process = driver.process
        group.addTask { await process.run() }
    }

    private func watch(_ file: String, in group: inout DiscardingTaskGroup) async {
        var current = loaded
        var files = Set(loaded.files.keys).union([file])
        var read = loaded.files
        var seen = read
        while (try? await pause()) != nil {
            let now = await FileStamp.all(of: files)
            defer { seen = now }
            // Whoever writes them may not be done: they have to be the same twice.
            guard now == seen, now != read else { continue }
            let (next, failure) = await load(file, known: current.processes)
            files = Set(next.files.keys).union([file])
            if failure != nil { files.formUnion(current.files.keys) }
            read = now.merging(next.files) { $1 }.filter { files.contains($0.key) }
            if let failure {
                registry.refuse("\(failure)")
                logger.error("the drivers stay as they are", metadata: ["reason": "\(failure)"])
                continue
            }
            for (source, driver) in next.processes where current.processes[source] == nil {
                run(driver, in: &group)
            }
            current = next
            registry.replace(with: next.registry)
            logger.info(
                "drivers were loaded",
                metadata: ["types": .string(next.registry.all.map(\.type).joined(separator: ", "))])
        }
    }

    /// Loads the drivers that the file names, beside those that run.
    ///
    /// - Returns: What could be loaded, and why it isn't good enough; nil when it is.
    private func load(
        _ file: String, known: [ProcessDriverSource: ProcessDriver]
    ) async -> (drivers: LoadedDrivers, failure: (any Error)?) {
        var found = LoadedDrivers(registry: DriverRegistry())
        do {
            let bytes = try await NIOThreadPool.singleton.runIfActive { try InputFile.bytes(of: file) }
            let document = try YAMLDocument.parse(bytes, file: file)
            _ = document.root.integer("version", in: 1...1)
            // Validators are what they were when the service started.
            _ = document.root.has("validators")
            let problems: [YAMLProblem]
            (found, problems) = await LoadedDrivers.read(
                document.root, directory: InstalledPlugins.folder(of: file), known: known, logger: logger)
            try document.finish(adding: problems)
            return (found, nil)
        } catch {
            return (found, error)
        }
    }
}
