import ConfigStore
import Foundation
import Logging
import RemoteSources
import StrictYAML
import Validators

/// What `plugins.yaml` installs: drivers and validators.
struct InstalledPlugins {
    let drivers: LoadedDrivers
    let validators: ValidatorSet

    var registry: DriverRegistry { drivers.registry }

    /// Reads the file; without one there are the usual drivers, and no validators. Drivers that are processes are started
    /// for as long as it takes them to introduce themselves.
    ///
    /// - Parameters:
    ///   - pluginsFile: The file; paths in it start at its folder.
    ///   - logger: Makes the logger of a service.
    /// - Throws: `YAMLProblems` with everything that is wrong with the file and those that it names, `CommandFailure`.
    init(pluginsFile: String?, logger: (_ service: String) -> Logger = Composition.logger) async throws {
        let validatorsLogger = logger("validators")
        guard let pluginsFile else {
            drivers = LoadedDrivers(registry: try InstalledDrivers.usualRegistry())
            validators = ValidatorSet([], logger: validatorsLogger)
            return
        }
        let stamps = await FileStamp.all(of: [pluginsFile])
        let document = try YAMLDocument.parse(try InputFile.bytes(of: pluginsFile), file: pluginsFile)
        _ = document.root.integer("version", in: 1...1)
        let folder = Self.folder(of: pluginsFile)
        var section = ValidatorsSection(kinds: ObjectKinds.all, directory: folder, logger: validatorsLogger)
        validators = ValidatorSet(section.read(document.root), logger: validatorsLogger)
        var (loaded, problems) = await LoadedDrivers.read(
            document.root, directory: folder, known: [:], logger: logger("drivers"))
        try document.finish(adding: problems + section.problems)
        loaded.files.merge(stamps) { $1 }
        drivers = loaded
    }

    /// Where paths in a plug-ins file start.
    static func folder(of file: String) -> String {
        URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
    }
}

extension YAMLDocument {
    /// Ends the reading of a document that names other files, with what is wrong with them.
    ///
    /// - Throws: All of it.
    func finish(adding others: [YAMLProblem]) throws(YAMLProblems) {
        var problems: [YAMLProblem] = []
        do throws(YAMLProblems) {
            try finish()
        } catch {
            problems = error.all
        }
        problems += others
        if !problems.isEmpty { throw YAMLProblems(problems) }
    }
}
