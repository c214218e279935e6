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
        let path = path(file)
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
        let words = entry.strings("command")
        if words.isEmpty || words.count > 100 || words[0].isEmpty || words.contains(where: { $0.utf8.contains(0) }) {
            entry.problem(at: "command", .required, "an executable file and what it is given are needed, as a list")
        }
        let sha256 = entry.optionalString("sha256")
        if let sha256, sha256.utf8.count != 64 || !sha256.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            entry.problem(at: "sha256", .invalidType, "this is 64 hexadecimal digits")
        }
        var settings = PluginSettings()
        if let timeout = timeout(entry) { settings.timeout = timeout }
        let memory = entry.integer("memoryMiB", default: 1024, in: 64...65_536) << 20
        let onFailure = entry.optionalString("onFailure") ?? "refuse"
        if onFailure != "refuse" && onFailure != "allow" {
            entry.problem(at: "onFailure", .notSupported, "this is refuse or allow")
        }
        guard let first = words.first, !first.isEmpty else { return nil }
        let command = PluginCommand(
            executable: path(first), arguments: Array(words.dropFirst()), sha256: sha256, memory: memory)
        if let problem = command.problem() { entry.problem(at: "command", "invalidCommand", problem) }
        return ProcessValidator(
            name: name, scope: scope, allowsOnFailure: onFailure == "allow", command: command, settings: settings,
            logger: logger)
    }

    /// `500ms` or `5s`.
    private func timeout(_ entry: YAMLMap) -> Duration? {
        guard let text = entry.optionalString("timeout") else { return nil }
        let unit = text.hasSuffix("ms") ? "ms" : "s"
        if text.hasSuffix(unit), let count = Int(text.dropLast(unit.count)), (1...20_000).contains(count) {
            let duration: Duration = unit == "ms" ? .milliseconds(count) : .seconds(count)
            if duration >= .milliseconds(10), duration <= .seconds(20) { return duration }
        }
        entry.problem(at: "timeout", .outOfRange, "this is from 10ms to 20s, such as 500ms or 5s")
        return nil
    }

    private func path(_ text: String) -> String {
        text.hasPrefix("/")
            ? text : URL(filePath: directory + "/" + text).standardizedFileURL.path(percentEncoded: false)
    }
}
