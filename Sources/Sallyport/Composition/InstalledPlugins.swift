import ConfigStore
import Foundation
import Logging
import RemoteSources
import StrictYAML
import Validators

/// What `plugins.yaml` installs: drivers and validators.
struct InstalledPlugins {
    let registry: DriverRegistry
    let validators: ValidatorSet

    /// Reads the file; without one there are the usual drivers, and no validators.
    ///
    /// - Parameters:
    ///   - pluginsFile: The file; paths in it start at its folder.
    ///   - logger: For the validators.
    /// - Throws: `YAMLProblems` with everything that is wrong with the file and those that it names, `CommandFailure`.
    init(pluginsFile: String?, logger: Logger = Composition.logger("validators")) throws {
        guard let pluginsFile else {
            registry = try InstalledDrivers.usualRegistry()
            validators = ValidatorSet([], logger: logger)
            return
        }
        let document = try YAMLDocument.parse(try InputFile.bytes(of: pluginsFile), file: pluginsFile)
        _ = document.root.integer("version", in: 1...1)
        let folder = URL(filePath: pluginsFile).deletingLastPathComponent().path(percentEncoded: false)
        var drivers = PluginsFile(
            builtIns: InstalledDrivers.builtIns, forms: InstalledDrivers.forms(directory: folder))
        registry = drivers.drivers(in: document.root)
        var section = ValidatorsSection(kinds: ObjectKinds.all, directory: folder, logger: logger)
        validators = ValidatorSet(section.read(document.root), logger: logger)
        var problems: [YAMLProblem] = []
        do throws(YAMLProblems) {
            try document.finish()
        } catch {
            problems = error.all
        }
        problems += drivers.problems + section.problems
        if !problems.isEmpty { throw YAMLProblems(problems) }
    }
}
