import ConfigStore
import Foundation
import Logging
import PluginProcess
import Validation
import Validators

/// A validator that is tried on its own.
struct ValidatorTrial {
    let file: String

    /// - Throws: `CommandFailure` when what was given is no change.
    func change(
        operation: String, kind: String, path: String?, object: String, before: String?
    ) throws(CommandFailure) -> ProposedChange {
        guard let operation = ProposedChange.Operation(rawValue: operation) else {
            throw CommandFailure("there are the operations create, update, move and delete")
        }
        guard ObjectKinds.all.contains(where: { $0.name == kind }) else {
            throw CommandFailure("there are the kinds \(ObjectKinds.all.map(\.name).joined(separator: ", "))")
        }
        let (bytes, value) = try Self.json(object)
        let old = try before.map(Self.json)?.bytes
        let isGone = operation == .delete
        return ProposedChange(
            operation: operation, kind: kind, id: value["id"]?.string ?? "",
            path: path ?? value["path"]?.string ?? value["name"]?.string ?? "", before: isGone ? bytes : old,
            after: isGone ? nil : bytes)
    }

    /// - Throws: `YAMLProblems`, `CommandFailure` when the validator can't tell.
    func violations(in change: ProposedChange) async throws -> [Violation] {
        if file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
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

    private static func json(_ file: String) throws(CommandFailure) -> (bytes: [UInt8], value: JSONValue) {
        let bytes = try InputFile.bytes(of: file)
        guard bytes.count <= 1024 * 1024, let value = JSONValue(bytes), case .object = value else {
            throw CommandFailure("\(file): this is no JSON object of at most 1 MiB and 32 levels")
        }
        return (bytes, value)
    }
}
