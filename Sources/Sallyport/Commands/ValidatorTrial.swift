import ConfigStore
import Foundation
import Logging
import PluginProcess
import Validation
import Validators

/// A validator that is tried on its own.
struct ValidatorTrial {
    let file: String

    /// - Throws: `YAMLProblems`, `CommandFailure` when the validator can't tell.
    func violations(in change: ProposedChange) async throws -> [Violation] {
        if [".yaml", ".yml", ".json"].contains(where: file.hasSuffix) {
            let rules = try RulesFile(kinds: ObjectKinds.all).read(
                try InputFile.bytes(of: file), file: file, name: "trial")
            return try await rules.violations(in: [change], deadline: nil)
        }
        let path = URL(filePath: file).standardizedFileURL.path(percentEncoded: false)
        let command = PluginCommand(executable: path)
        if let problem = command.problem() { throw CommandFailure(problem) }
        var settings = PluginSettings()
        settings.timeout = .seconds(20)
        var logger = Composition.logger("validator")
        logger.logLevel = .info
        let validator = ProcessValidator(name: "trial", command: command, settings: settings, logger: logger)
        do {
            return try await ValidatorSet([validator], logger: logger).running {
                try await validator.violations(in: [change], deadline: nil)
            }
        } catch ValidatorFailure.unavailable(_, let reason, _) {
            throw CommandFailure("\(file): \(reason)")
        }
    }
}
