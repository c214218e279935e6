import Foundation
package import Logging
import PluginProcess
package import StrictYAML
import Validation

/// Reads the `validators` of `plugins.yaml`.
package struct ValidatorsSection {
    /// The most validators.
    static let maxCount = 50

    private let kinds: [ValidatedKind]
    private let directory: String
    private let logger: Logger
    /// What is wrong with the files that are named.
    package private(set) var problems: [YAMLProblem] = []

    /// - Parameters:
    ///   - kinds: The kinds of objects that there are.
    ///   - directory: The folder that paths in the file start at.
    ///   - logger: For the validators' logs.
    package init(kinds: [ValidatedKind], directory: String, logger: Logger) {
        self.kinds = kinds
        self.directory = directory
        self.logger = logger
    }

    /// Problems of the section become problems of the document; those of other files are in `problems`.
    ///
    /// - Parameter root: The document's map.
    package mutating func read(_ root: YAMLMap) -> [any Validator] {
        var validators: [any Validator] = []
        var names: Set<String> = []
        var entries: [YAMLMap] = []
        _ = root.list("validators") { entry -> String? in
            entries.append(entry)
            return nil
        }
        if entries.count > Self.maxCount {
            root.problem(at: "validators", .tooLong, "there are at most \(Self.maxCount)")
        }
        for entry in entries {
            let name = entry.string("name")
            if !name.isEmpty {
                entry.report(NameGrammar.violation(of: name, at: entry.path.appending("name")), at: "name")
            }
            if !name.isEmpty, !names.insert(name).inserted {
                entry.problem(at: "name", .taken, "there is another validator of this name")
            }
            if let validator = validator(entry, name) { validators.append(validator) }
        }
        return validators
    }

    private mutating func validator(_ entry: YAMLMap, _ name: String) -> (any Validator)? {
        let plugin = entry.string("plugin")
        guard plugin == "rules" || plugin == "process" else {
            entry.allowAnyKey()
            if !plugin.isEmpty {
                entry.problem(at: "plugin", "unknownPlugin", "a validator's plug-in is rules or process")
            }
            return nil
        }
        let scope = ScopeReader(kinds: kinds).read(
            entry,
            // What a file of rules looks at is up to its rules.
            operations: plugin == "rules" ? ProposedChange.Operation.all : ProposedChange.Operation.usual)
        return plugin == "rules" ? rules(entry, name, scope) : process(entry, name, scope)
    }

    private mutating func rules(_ entry: YAMLMap, _ name: String, _ scope: ValidatorScope) -> (any Validator)? {
        let file = entry.string("file")
        guard !file.isEmpty else { return nil }
        let path = PluginEntry.path(file, in: directory)
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: YAMLDocument.maxBytes + 1)
        else {
            entry.problem(at: "file", "missingFile", "there is no file \(path), or it can't be read")
            return nil
        }
        do throws(YAMLProblems) {
            return try RulesFile(kinds: kinds).read(Array(data), file: path, name: name, scope: scope)
        } catch {
            problems += error.all
            return nil
        }
    }

    private func process(_ entry: YAMLMap, _ name: String, _ scope: ValidatorScope) -> (any Validator)? {
        let program = PluginEntry(entry, directory: directory)
        let onFailure = entry.optionalString("onFailure") ?? "refuse"
        if onFailure != "refuse" && onFailure != "allow" {
            entry.problem(at: "onFailure", .notSupported, "this is refuse or allow")
        }
        guard let program else { return nil }
        if let problem = program.command.problem() { entry.problem(at: "command", "invalidCommand", problem) }
        return ProcessValidator(
            name: name, scope: scope, allowsOnFailure: onFailure == "allow", command: program.command,
            settings: program.settings, logger: logger)
    }
}
